package io.orbit.control.core;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Definitions as people write them, with the graph and the numbers of a random plan. */
final class Drafts {
    /** From seconds to hours. */
    private static final Integer[] STRETCHES = {1, 1, 1, 1, 20, 60, 150};

    private final Dice dice;
    private final boolean joins;
    private int made;

    /** @param joins true to draw, now and then, sources that are read together and alone */
    Drafts(Dice dice, boolean joins) {
        this.dice = dice;
        this.joins = joins;
    }

    /** A sound definition that was never there before. */
    String of(String pipeline, Plan plan) {
        ObjectNode draft = JsonNodeFactory.instance.objectNode();
        draft.put("apiVersion", "orbit/v1");
        draft.put("namespace", pipeline.substring(0, pipeline.indexOf('.')));
        draft.put("name", pipeline.substring(pipeline.indexOf('.') + 1));
        draft.put("description", "draft " + ++made);
        draft.putObject("params").putObject("note").put("type", "string").put("default", "ü");
        execution(draft.putObject("execution"), plan);
        if (dice.chance(0.2)) {
            draft.put("retry", "fixed-5s");
        }
        List<PlannedStep> graph = joins && dice.chance(0.5) ? join() : plan.steps();
        Set<String> heavy = graph.stream()
                .filter(step -> !step.light())
                .map(PlannedStep::id)
                .collect(Collectors.toSet());
        ArrayNode steps = draft.putArray("steps");
        graph.forEach(step -> step(steps.addObject(), step, heavy));
        return draft.toString();
    }

    /** A definition that is refused. */
    String broken(String pipeline) {
        String name = pipeline.substring(pipeline.indexOf('.') + 1);
        String good = "{'id':'a','method':'UserMethods.noop'}";
        String steps = dice.of(
                "",
                good + ',' + good,
                "{'id':'a','method':'No.such'}",
                "{'id':'a','dependsOn':['a'],'method':'UserMethods.noop'}");
        String text = "{'apiVersion':'orbit/v1','namespace':'shop','name':'%s','steps':[%s]}".formatted(name, steps);
        String other = text.replace(steps, good).replace("'shop'", "'market'");
        return dice.of(text, text, other, "{").replace('\'', '"');
    }

    private List<PlannedStep> join() {
        List<Planner.Node> nodes = new ArrayList<>();
        for (List<String> inputs : List.of(
                List.<String>of(),
                List.<String>of(),
                List.of("s1", "s2"),
                List.of("s1", "s2"),
                List.of("s1"),
                List.of("s2"))) {
            String id = "s" + (nodes.size() + 1);
            nodes.add(new Planner.Node(id, "Test.step", false, inputs, List.of(), false, 0, Graphs.retry(dice)));
        }
        return Planner.plan(nodes);
    }

    private void execution(ObjectNode execution, Plan plan) {
        if (plan.deadlineMs() > 0) {
            execution.put("timeoutSec", plan.deadlineMs() / 1000);
        }
        execution.put("maxActiveRuns", plan.maxActiveRuns());
        execution.put("overlap", plan.overlap().name().toLowerCase(Locale.ROOT));
        execution.put("materialize", dice.of("auto", "auto", "auto", "never", "always"));
    }

    private void step(ObjectNode step, PlannedStep planned, Set<String> heavy) {
        step.put("id", planned.id());
        if (planned.timeoutMs() > 0) {
            step.put("timeoutSec", planned.timeoutMs() / 1000);
        }
        if (dice.chance(0.1)) {
            step.put("materialize", dice.chance(0.5));
        }
        if (dice.chance(0.9)) {
            retry(step.putObject("retry"), planned.retry());
        }
        List<String> light =
                planned.upstreams().stream().filter(up -> !heavy.contains(up)).toList();
        List<String> tables =
                planned.upstreams().stream().filter(heavy::contains).toList();
        ObjectNode with = step.putObject("with");
        if (planned.light()) {
            step.put("method", "UserMethods.noop");
            names(step.putArray("dependsOn"), planned.upstreams());
            with.put("result", light.isEmpty() ? "${params.note}" : "${steps." + dice.pick(light) + ".result}");
            return;
        }
        names(step.putArray("dependsOn"), light);
        if (tables.isEmpty()) {
            step.put("method", "ExtractMethods.csv");
            with.put("path", "in/" + planned.id());
        } else {
            step.put("method", tables.size() > 1 ? "UserMethods.union" : "UserMethods.pause");
            names(step.putArray("inputs"), tables);
            if (tables.size() == 1) {
                with.put("durationMs", 1);
            }
        }
    }

    private void retry(ObjectNode retry, RetryPolicy policy) {
        int stretch = dice.of(STRETCHES);
        retry.put("maxRetries", policy.maxRetries());
        retry.put("delayMs", policy.delayMs() * stretch);
        retry.put("factor", policy.factor());
        retry.put("maxDelayMs", Math.max(policy.delayMs(), policy.maxDelayMs()) * stretch);
        retry.put("jitter", policy.jitter());
    }

    private static void names(ArrayNode array, List<String> steps) {
        steps.forEach(array::add);
    }
}
