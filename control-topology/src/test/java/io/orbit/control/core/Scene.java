package io.orbit.control.core;

import java.util.List;
import java.util.TreeMap;

/** A pipeline and its runs, told by hand; every law is checked as in a story. */
final class Scene {
    static final String PIPELINE = "shop.orders";

    final House house = new House(Rules.REAL, new Coverage());
    long now = 1_700_000_000_000L;
    private int versions;

    static Scene of(Planner.Node... nodes) {
        Scene scene = new Scene();
        scene.define(0, nodes);
        return scene;
    }

    List<Event> define(int maxActiveRuns, Planner.Node... nodes) {
        Plan plan = new Plan(0, 0, maxActiveRuns, Plan.Overlap.QUEUE, Planner.plan(List.of(nodes)));
        return asks("", new Command.Define("hash-" + ++versions, "{}", plan, null));
    }

    List<Event> start(String run) {
        return asks(run, new Command.Start("{}", "test", null, null));
    }

    List<Event> asks(String run, Command command) {
        String id = run.isEmpty() ? "" : PIPELINE + '.' + run;
        return house.does(new Act(now, PIPELINE, id, command));
    }

    /** A runner says {@code items} of the newest attempt of the step that the first is about. */
    List<Event> says(String run, Command.Item... items) {
        StepState step = step(run, items[0].step());
        return asks(run, new Command.Report(step.segment(), step.attempt().fence(), "runner-1", 1, List.of(items)));
    }

    /** A runner starts the step and succeeds. */
    void does(String run, String step) {
        says(run, started(step), succeeded(step));
    }

    RunState run(String run) {
        return house.books.run(PIPELINE + '.' + run);
    }

    StepState step(String run, String step) {
        return run(run).step(step);
    }

    static Command.Item started(String step) {
        return new Command.Item.Started(step);
    }

    static Command.Item succeeded(String step) {
        return new Command.Item.Succeeded(step, null, new TreeMap<>(), null);
    }

    static Command.Item failed(String step, String kind) {
        return new Command.Item.Failed(step, new StepState.Problem("ORB-2200", kind, "it broke"));
    }

    /** Simple names of the facts, in order. */
    static List<String> names(List<Event> events) {
        return events.stream()
                .map(event -> event.fact().getClass().getSimpleName())
                .toList();
    }

    /** The code of the one rejection that the events are. */
    static String refusal(List<Event> events) {
        return events.size() == 1 && events.get(0).fact() instanceof Fact.Rejected rejected
                ? rejected.code()
                : "none: " + events;
    }
}
