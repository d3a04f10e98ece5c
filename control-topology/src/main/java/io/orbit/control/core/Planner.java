package io.orbit.control.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Cuts a graph of steps into segments.
 *
 * <p>Heavy steps share a segment along an edge of data that has one reader, so that Spark sees one plan. A data set with
 * several readers is written once and read by each. Light steps share a segment along a chain. Nothing crosses a step
 * that asks to be materialised. Every step but the last of a segment has its one reader in it, so that no segment waits
 * for itself by way of another.
 */
public final class Planner {
    /**
     * A step as the definition has it.
     *
     * @param inputs steps whose data it reads
     * @param dependsOn steps that it only waits for
     * @param materialize true when a segment must end after it
     */
    public record Node(
            String id,
            String method,
            boolean light,
            List<String> inputs,
            List<String> dependsOn,
            boolean materialize,
            long timeoutMs,
            RetryPolicy retry) {}

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Set<String>> members = new HashMap<>();

    private Planner(List<Node> steps) {
        for (Node step : steps) {
            nodes.put(step.id(), step);
            members.put(step.id(), new HashSet<>(Set.of(step.id())));
        }
    }

    /**
     * The steps in an order in which each comes after its upstreams (that of the definition where it can be kept), each
     * with its segment.
     *
     * @throws IllegalArgumentException when steps wait for each other in a circle, or for one that is not there
     */
    public static List<PlannedStep> plan(List<Node> steps) {
        Planner planner = new Planner(steps);
        List<Node> ordered = planner.ordered();
        ordered.forEach(planner::fuseWithUpstreams);
        Map<Set<String>, String> names = new HashMap<>();
        List<PlannedStep> plan = new ArrayList<>();
        for (Node node : ordered) {
            String segment = names.computeIfAbsent(planner.segment(node.id()), s -> node.id());
            plan.add(new PlannedStep(
                    node.id(), node.method(), segment, node.light(), upstreams(node), node.timeoutMs(), node.retry()));
        }
        return plan;
    }

    private List<Node> ordered() {
        List<Node> ordered = new ArrayList<>();
        Set<String> placed = new HashSet<>();
        while (ordered.size() < nodes.size()) {
            int before = ordered.size();
            for (Node node : nodes.values()) {
                if (!placed.contains(node.id()) && placed.containsAll(upstreams(node))) {
                    ordered.add(node);
                    placed.add(node.id());
                }
            }
            if (ordered.size() == before) {
                throw new IllegalArgumentException(
                        "Steps wait for each other in a circle, or for one that is not there.");
            }
        }
        return ordered;
    }

    private void fuseWithUpstreams(Node step) {
        for (String up : step.light() ? upstreams(step) : step.inputs()) {
            Node upstream = Objects.requireNonNull(nodes.get(up));
            boolean fits = upstream.light() == step.light() && !upstream.materialize() && readers(up) == 1;
            boolean chain = !step.light() || upstreams(step).size() == 1;
            if (fits && chain) {
                Set<String> merged = segment(up);
                merged.addAll(segment(step.id()));
                merged.forEach(member -> members.put(member, merged));
            }
        }
    }

    private long readers(String step) {
        return nodes.values().stream()
                .filter(node -> upstreams(node).contains(step))
                .count();
    }

    private Set<String> segment(String step) {
        return members.getOrDefault(step, Set.of());
    }

    private static List<String> upstreams(Node step) {
        Set<String> all = new LinkedHashSet<>(step.inputs());
        all.addAll(step.dependsOn());
        return List.copyOf(all);
    }
}
