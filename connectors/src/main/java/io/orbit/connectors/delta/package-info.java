/** Delta tables. */
@NullMarked
package io.orbit.connectors.delta;

import org.jspecify.annotations.NullMarked;
