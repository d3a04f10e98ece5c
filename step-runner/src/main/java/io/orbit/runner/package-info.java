/**
 * The runner: takes offers of work from a share group, acknowledges them before it starts, runs them on a {@link
 * io.orbit.connectors.api.SegmentEngine} and reports every step as it starts and ends.
 */
@NullMarked
package io.orbit.runner;

import org.jspecify.annotations.NullMarked;
