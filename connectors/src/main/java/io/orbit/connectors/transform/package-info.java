/** Rows to rows. */
@NullMarked
package io.orbit.connectors.transform;

import org.jspecify.annotations.NullMarked;
