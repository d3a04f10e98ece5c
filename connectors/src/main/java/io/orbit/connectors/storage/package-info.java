/** Files that are written once and checked by hash, and loads into folders. */
@NullMarked
package io.orbit.connectors.storage;

import org.jspecify.annotations.NullMarked;
