/** How servers read each other's rows: each answers for the partitions that it owns and asks the owner for the rest. */
@NullMarked
package io.orbit.api.peer;

import org.jspecify.annotations.NullMarked;
