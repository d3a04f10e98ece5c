package io.orbit.control.core;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What admission needs to know of a pipeline. Immutable.
 *
 * @param id {@code namespace.pipeline}
 * @param version newest definition version; 0 when none was applied
 * @param hash SHA-256 of that definition; empty when none was applied
 * @param definedAt epoch ms of that version; 0 when none was applied
 * @param maxActiveRuns limit of the newest version, for the runs of all versions; 0 means none
 * @param active runs that hold a place, sorted
 * @param queue runs that wait for one, first come first
 */
public record PipelineState(
        String id,
        int version,
        String hash,
        long definedAt,
        int maxActiveRuns,
        SortedSet<String> active,
        List<String> queue) {
    public PipelineState {
        queue = List.copyOf(queue);
    }

    public static PipelineState absent(String id) {
        return new PipelineState(id, 0, "", 0, 0, new TreeSet<>(), List.of());
    }

    /** True when the limit of active runs is reached. */
    public boolean full() {
        return maxActiveRuns > 0 && active.size() >= maxActiveRuns;
    }

    /** The run that may be let in now; null when none waits or no place is free. */
    public @Nullable String next() {
        return queue.isEmpty() || full() ? null : queue.get(0);
    }

    PipelineState defined(int nextVersion, String nextHash, long at, int limit) {
        return new PipelineState(id, nextVersion, nextHash, at, limit, active, queue);
    }

    PipelineState queued(String run) {
        List<String> longer = new ArrayList<>(queue);
        longer.add(run);
        return new PipelineState(id, version, hash, definedAt, maxActiveRuns, active, longer);
    }

    PipelineState activated(String run) {
        PipelineState without = ended(run);
        without.active().add(run);
        return without;
    }

    /** The run neither has a place nor waits for one. */
    PipelineState ended(String run) {
        SortedSet<String> others = new TreeSet<>(active);
        others.remove(run);
        List<String> waiting = new ArrayList<>(queue);
        waiting.remove(run);
        return new PipelineState(id, version, hash, definedAt, maxActiveRuns, others, waiting);
    }
}
