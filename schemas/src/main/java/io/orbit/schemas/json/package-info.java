/** JSON read with suspicion: limits, places of every value, one canonical form. */
@NullMarked
package io.orbit.schemas.json;

import org.jspecify.annotations.NullMarked;
