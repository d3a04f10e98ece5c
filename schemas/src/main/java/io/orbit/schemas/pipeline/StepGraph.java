package io.orbit.schemas.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who waits for whom. Of two steps with one id, the first counts. */
final class StepGraph {
    private final Map<String, StepDraft> byId = new LinkedHashMap<>();

    StepGraph(List<StepDraft> steps) {
        for (StepDraft step : steps) {
            if (!step.id().isEmpty()) {
                byId.putIfAbsent(step.id(), step);
            }
        }
    }

    Set<String> ids() {
        return byId.keySet();
    }

    @Nullable
    StepDraft step(String id) {
        return byId.get(id);
    }

    /** True when {@code later} cannot start before {@code earlier} has succeeded. */
    boolean runsBefore(String earlier, String later) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(later));
        while (!open.isEmpty()) {
            StepDraft step = byId.get(open.pop());
            if (step != null) {
                for (StepDraft.Edge edge : step.edges().toList()) {
                    if (edge.step().equals(earlier)) {
                        return true;
                    }
                    if (seen.add(edge.step())) {
                        open.push(edge.step());
                    }
                }
            }
        }
        return false;
    }

    /** Circles of two steps or more, each as the edges that lead around it; those found in one walk. */
    List<List<StepDraft.Edge>> circles() {
        List<List<StepDraft.Edge>> circles = new ArrayList<>();
        Map<String, Boolean> done = new HashMap<>();
        byId.keySet().forEach(id -> walk(id, new ArrayList<>(), done, circles));
        return circles;
    }

    /** @param done absent: not seen, false: on the way here, true: left for good */
    private void walk(
            String id, List<StepDraft.Edge> way, Map<String, Boolean> done, List<List<StepDraft.Edge>> circles) {
        StepDraft step = byId.get(id);
        if (step == null || done.containsKey(id)) {
            return;
        }
        done.put(id, false);
        for (StepDraft.Edge edge : step.edges().toList()) {
            way.add(edge);
            if (Boolean.FALSE.equals(done.get(edge.step())) && !edge.step().equals(id)) {
                circles.add(circle(way));
            }
            walk(edge.step(), way, done, circles);
            way.remove(way.size() - 1);
        }
        done.put(id, true);
    }

    /** The end of the way, from where it first left the step that it has come back to. */
    private static List<StepDraft.Edge> circle(List<StepDraft.Edge> way) {
        String again = way.get(way.size() - 1).step();
        int from = way.size() - 1;
        while (from > 0 && !way.get(from - 1).step().equals(again)) {
            from--;
        }
        return List.copyOf(way.subList(from, way.size()));
    }
}
