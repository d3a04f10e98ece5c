/** The contract that every part of Orbit shares: topics, records on the wire, ids, error codes, the shape of a pipeline. */
@NullMarked
package io.orbit.schemas;

import org.jspecify.annotations.NullMarked;
