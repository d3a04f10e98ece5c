/** Runs segments: a chain of steps on one warm Spark session, or without Spark. */
@NullMarked
package io.orbit.connectors.engine;

import org.jspecify.annotations.NullMarked;
