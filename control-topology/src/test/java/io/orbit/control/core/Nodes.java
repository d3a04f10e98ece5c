package io.orbit.control.core;

import java.util.List;

/** Steps of a graph by hand, with boring defaults. */
final class Nodes {
    private Nodes() {}

    static Planner.Node heavy(String id, String... inputs) {
        return new Planner.Node(id, "Test.heavy", false, List.of(inputs), List.of(), false, 0, RetryPolicy.DEFAULT);
    }

    static Planner.Node light(String id, String... inputs) {
        return new Planner.Node(id, "Test.light", true, List.of(inputs), List.of(), false, 0, RetryPolicy.DEFAULT);
    }

    static Planner.Node materialized(Planner.Node node) {
        return new Planner.Node(
                node.id(),
                node.method(),
                node.light(),
                node.inputs(),
                node.dependsOn(),
                true,
                node.timeoutMs(),
                node.retry());
    }

    static Planner.Node after(Planner.Node node, String... dependsOn) {
        return new Planner.Node(
                node.id(),
                node.method(),
                node.light(),
                node.inputs(),
                List.of(dependsOn),
                node.materialize(),
                node.timeoutMs(),
                node.retry());
    }
}
