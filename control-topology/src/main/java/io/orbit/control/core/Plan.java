package io.orbit.control.core;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A version of a pipeline, cut into segments. A run keeps the plan that it started with.
 *
 * @param deadlineMs from a run's start to its end; 0 means none
 * @param maxActiveRuns 0 means no limit
 * @param steps every step after its upstreams
 */
public record Plan(int version, long deadlineMs, int maxActiveRuns, Overlap overlap, List<PlannedStep> steps) {
    /** What happens to a run that is requested while the limit of active runs is reached. */
    public enum Overlap {
        QUEUE,
        SKIP
    }

    public Plan {
        steps = List.copyOf(steps);
    }

    /** Names of the segments, in the order of their first steps. */
    public List<String> segments() {
        return steps.stream().map(PlannedStep::segment).distinct().toList();
    }

    /** Steps of the segment, in order; empty when there is no such segment. */
    public List<PlannedStep> segment(String name) {
        return steps.stream().filter(step -> step.segment().equals(name)).toList();
    }

    /**
     * What must run again when {@code step} does: it, all that follows it, and the whole of every heavy segment that is
     * touched, because nothing is kept between the steps of one.
     */
    public Set<String> redoing(String step) {
        Set<String> redo = new TreeSet<>(Set.of(step));
        for (int before = 0; before < redo.size(); ) {
            before = redo.size();
            for (PlannedStep each : steps) {
                boolean follows = each.upstreams().stream().anyMatch(redo::contains);
                boolean shares =
                        !each.light() && segment(each.segment()).stream().anyMatch(mate -> redo.contains(mate.id()));
                if (follows || shares) {
                    redo.add(each.id());
                }
            }
        }
        return redo;
    }
}
