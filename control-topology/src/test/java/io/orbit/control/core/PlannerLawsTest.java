package io.orbit.control.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What holds of every plan, over random graphs. */
final class PlannerLawsTest {
    /** A random graph, its plan, and what both say. */
    private record Drawn(long seed, List<Planner.Node> nodes, List<PlannedStep> steps) {
        static Drawn of(long seed) {
            List<Planner.Node> nodes = Graphs.nodes(new Dice(seed));
            return new Drawn(seed, nodes, Planner.plan(nodes));
        }

        Planner.Node node(String id) {
            return nodes.stream()
                    .filter(node -> node.id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        Map<String, String> segments() {
            Map<String, String> segments = new HashMap<>();
            steps.forEach(step -> segments.put(step.id(), step.segment()));
            return segments;
        }

        long readers(String id) {
            return steps.stream().filter(step -> step.upstreams().contains(id)).count();
        }
    }

    @Test
    void everyStepIsInExactlyOneSegmentNamedAfterItsFirst() {
        each(drawn -> {
            assertThat(drawn.steps())
                    .extracting(PlannedStep::id)
                    .doesNotHaveDuplicates()
                    .hasSameSizeAs(drawn.nodes());
            Set<String> seen = new HashSet<>();
            for (PlannedStep step : drawn.steps()) {
                boolean first = seen.add(step.segment());
                assertThat(step.segment().equals(step.id()))
                        .as("seed %d: %s", drawn.seed(), step)
                        .isEqualTo(first);
            }
        });
    }

    @Test
    void everyStepComesAfterItsUpstreams() {
        each(drawn -> {
            Set<String> placed = new HashSet<>();
            for (PlannedStep step : drawn.steps()) {
                assertThat(placed).as("seed %d: %s", drawn.seed(), step).containsAll(step.upstreams());
                placed.add(step.id());
            }
        });
    }

    @Test
    void noSegmentWaitsForItselfByWayOfAnother() {
        each(drawn -> {
            Map<String, String> segments = drawn.segments();
            Map<String, Set<String>> waits = new HashMap<>();
            segments.values().forEach(segment -> waits.put(segment, new HashSet<>()));
            drawn.steps()
                    .forEach(step -> step.upstreams().forEach(up -> {
                        if (!segments.get(up).equals(step.segment())) {
                            waits.get(step.segment()).add(segments.get(up));
                        }
                    }));
            Set<String> done = new HashSet<>();
            while (waits.entrySet().removeIf(each -> done.containsAll(each.getValue()) && done.add(each.getKey()))) {
                // Each round takes away the segments that wait for nothing that is left.
            }
            assertThat(waits).as("seed %d: segments in a circle", drawn.seed()).isEmpty();
        });
    }

    @Test
    void lightAndHeavyStepsAreNotMixed() {
        each(drawn -> {
            Map<String, Boolean> kinds = new HashMap<>();
            for (PlannedStep step : drawn.steps()) {
                assertThat(kinds.computeIfAbsent(step.segment(), segment -> step.light()))
                        .as("seed %d: %s", drawn.seed(), step)
                        .isEqualTo(step.light());
            }
        });
    }

    @Test
    void aSegmentEndsWhereDataHasSeveralReadersOrIsMaterialised() {
        each(drawn -> {
            Map<String, String> segments = drawn.segments();
            drawn.steps()
                    .forEach(step -> step.upstreams().forEach(up -> {
                        boolean together = segments.get(up).equals(step.segment());
                        boolean mustCut =
                                drawn.readers(up) > 1 || drawn.node(up).materialize();
                        assertThat(together && mustCut)
                                .as("seed %d: %s to %s", drawn.seed(), up, step)
                                .isFalse();
                    }));
        });
    }

    @Test
    void nothingElseIsCut() {
        each(drawn -> {
            Map<String, String> segments = drawn.segments();
            drawn.steps()
                    .forEach(step -> step.upstreams().forEach(up -> {
                        boolean data = step.light()
                                ? step.upstreams().size() == 1
                                : drawn.node(step.id()).inputs().contains(up);
                        boolean fits = drawn.node(up).light() == step.light()
                                && !drawn.node(up).materialize()
                                && drawn.readers(up) == 1
                                && data;
                        assertThat(segments.get(up).equals(step.segment()))
                                .as("seed %d: %s to %s", drawn.seed(), up, step)
                                .isEqualTo(fits);
                    }));
        });
    }

    private static void each(java.util.function.Consumer<Drawn> law) {
        List<Drawn> all = new ArrayList<>();
        LongStream.rangeClosed(1, 3_000).forEach(seed -> all.add(Drawn.of(seed)));
        all.forEach(law);
    }
}
