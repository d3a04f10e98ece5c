/** Measurements of the hot path, each printed beside a floor that is measured in the same run. */
@NullMarked
package io.orbit.standalone.bench;

import org.jspecify.annotations.NullMarked;
