/** Where methods get passwords and tokens from. */
@NullMarked
package io.orbit.connectors.credentials;

import org.jspecify.annotations.NullMarked;
