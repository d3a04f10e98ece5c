package io.orbit.control.core;

import org.jspecify.annotations.Nullable;

/**
 * Where a command comes from: the only time and the only randomness that a decision knows.
 *
 * @param at epoch ms of the record, on the log's clock
 * @param cause {@code topic:partition:offset} of the record
 * @param actor who asks; null when nobody said
 */
public record Origin(long at, String cause, @Nullable String actor) {}
