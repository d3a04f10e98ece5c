package io.orbit.control.core;

import org.jspecify.annotations.Nullable;

/**
 * A fact with its place in history.
 *
 * @param runId null for facts of the pipeline and for rejections without a run
 * @param seq 1, 2, 3 … per run; 0 for facts of the pipeline and for rejections, which change no run
 * @param at epoch ms of the record that caused it
 * @param cause {@code topic:partition:offset} of that record
 * @param actor who asked; null when nobody said
 * @param version definition version; 0 when there is none
 */
public record Event(
        String pipeline,
        @Nullable String runId,
        long seq,
        long at,
        String cause,
        @Nullable String actor,
        int version,
        Fact fact) {

    /** Applies the event. It never decides and never refuses: what is recorded is true. */
    public Scope evolve(Scope scope) {
        Scope next = fact.evolve(scope, at);
        return seq == 0 ? next : next.with(next.run().at(seq));
    }
}
