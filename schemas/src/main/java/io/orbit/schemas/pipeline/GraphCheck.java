package io.orbit.schemas.pipeline;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.Pointers;
import io.orbit.schemas.json.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks ids, who reads whom, and circles. */
final class GraphCheck {
    private final List<StepDraft> steps;
    private final StepGraph graph;
    private final Findings findings;

    GraphCheck(List<StepDraft> steps, StepGraph graph, Findings findings) {
        this.steps = steps;
        this.graph = graph;
        this.findings = findings;
    }

    void check() {
        ids();
        for (int i = 0; i < steps.size(); i++) {
            edges(steps.get(i));
            inputs(steps.get(i), i);
        }
        circles();
    }

    private void ids() {
        Map<String, String> seen = new HashMap<>();
        for (StepDraft step : steps) {
            if (step.id().isEmpty()) {
                continue;
            }
            String other = seen.putIfAbsent(step.id().toLowerCase(Locale.ROOT), step.id());
            if (other != null) {
                findings.add(
                        ErrorCode.DUPLICATE_STEP,
                        Pointers.child(step.pointer(), "id"),
                        other.equals(step.id())
                                ? "Two steps have the id '%s'.".formatted(Shown.text(other))
                                : "The ids '%s' and '%s' differ only in case."
                                        .formatted(Shown.text(other), Shown.text(step.id())));
            }
        }
    }

    private void edges(StepDraft step) {
        // Of two steps with one id the other may be meant; that they share it has been said.
        boolean unique = steps.stream().filter(s -> s.id().equals(step.id())).count() == 1;
        for (StepDraft.Edge edge : step.edges().toList()) {
            if (edge.step().equals(step.id())) {
                if (unique) {
                    findings.add(
                            ErrorCode.STEP_CYCLE,
                            edge.pointer(),
                            "Step '%s' waits for itself.".formatted(Shown.text(step.id())));
                }
            } else if (graph.step(edge.step()) == null) {
                findings.add(
                        ErrorCode.UNKNOWN_STEP,
                        edge.pointer(),
                        "There is no step '%s'.".formatted(Shown.text(edge.step())),
                        DidYouMean.hint(edge.step(), graph.ids()));
            }
        }
    }

    private void inputs(StepDraft step, int index) {
        MethodSpec method = step.method();
        boolean written = step.json().has("inputs");
        if (method == null || (written && !step.json().get("inputs").isContainerNode())) {
            return;
        }
        for (StepDraft.Edge edge : step.inputs()) {
            StepDraft source = graph.step(edge.step());
            if (source != null && !source.givesRows()) {
                findings.add(
                        ErrorCode.DEFINITION_INVALID,
                        edge.pointer(),
                        "Step '%s' gives no rows that '%s' could read.".formatted(source.id(), step.id()),
                        "To wait for it, name it in 'dependsOn'.");
            }
        }
        int count = step.inputs().size();
        String place = written ? Pointers.child(step.pointer(), "inputs") : step.pointer();
        if (count > method.maxInputs()) {
            findings.add(
                    ErrorCode.DEFINITION_INVALID,
                    place,
                    "%s takes %s; %d are given."
                            .formatted(method.name(), inputs(method.maxInputs(), "at most "), count),
                    method.maxInputs() == 0 ? "To wait for a step, name it in 'dependsOn'." : "");
        } else if (count < method.minInputs()) {
            findings.add(
                    ErrorCode.DEFINITION_INVALID,
                    place,
                    "%s needs %s; %s."
                            .formatted(
                                    method.name(),
                                    inputs(method.minInputs(), "at least "),
                                    given(count, written, index)),
                    inputHint(step, index));
        }
    }

    private static String inputs(int count, String limit) {
        return switch (count) {
            case 0 -> "no inputs";
            case 1 -> limit + "1 input";
            default -> limit + count + " inputs";
        };
    }

    private String given(int count, boolean written, int index) {
        if (written || count > 0) {
            return count + (count == 1 ? " is" : " are") + " given";
        }
        return index == 0
                ? "this is the first step"
                : "the step before it, '%s', gives no rows"
                        .formatted(Shown.text(steps.get(index - 1).id()));
    }

    private String inputHint(StepDraft step, int index) {
        for (int i = index - 1; i >= 0 && !step.json().has("inputs"); i--) {
            if (steps.get(i).givesRows()) {
                return "Name the steps to read, for example \"inputs\": [\"%s\"]."
                        .formatted(Shown.text(steps.get(i).id()));
            }
        }
        return "";
    }

    private void circles() {
        for (List<StepDraft.Edge> circle : graph.circles()) {
            StepDraft.Edge last = circle.get(circle.size() - 1);
            findings.add(
                    ErrorCode.STEP_CYCLE,
                    last.pointer(),
                    "Steps wait for each other in a circle: %s -> %s."
                            .formatted(
                                    last.step(),
                                    circle.stream().map(StepDraft.Edge::step).collect(Collectors.joining(" -> "))));
        }
    }
}
