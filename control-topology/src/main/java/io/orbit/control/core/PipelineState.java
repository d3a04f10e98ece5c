package io.orbit.control.core;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What admission needs to know of a pipeline. Immutable.
 *
 * @param id {@code namespace.pipeline}
 * @param version newest definition version; 0 when none was applied
 * @param hash SHA-256 of that definition; empty when none was applied
 * @param definedAt epoch ms of that version; 0 when none was applied
 * @param active runs that hold a place, sorted
 * @param queue runs that wait for one, first come first
 */
public record PipelineState(
        String id, int version, String hash, long definedAt, SortedSet<String> active, List<String> queue) {
    public PipelineState {
        queue = List.copyOf(queue);
    }

    public static PipelineState absent(String id) {
        return new PipelineState(id, 0, "", 0, new TreeSet<>(), List.of());
    }

    PipelineState defined(int nextVersion, String nextHash, long at) {
        return new PipelineState(id, nextVersion, nextHash, at, active, queue);
    }

    PipelineState queued(String run) {
        List<String> longer = new ArrayList<>(queue);
        longer.add(run);
        return new PipelineState(id, version, hash, definedAt, active, longer);
    }

    PipelineState activated(String run) {
        SortedSet<String> more = new TreeSet<>(active);
        more.add(run);
        return new PipelineState(id, version, hash, definedAt, more, without(queue, run));
    }

    PipelineState ended(String run) {
        SortedSet<String> fewer = new TreeSet<>(active);
        fewer.remove(run);
        return new PipelineState(id, version, hash, definedAt, fewer, without(queue, run));
    }

    private static List<String> without(List<String> runs, String run) {
        return runs.stream().filter(each -> !each.equals(run)).toList();
    }
}
