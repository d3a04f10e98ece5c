package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.Pointers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules that join several fields of one place, and that no schema expresses. */
final class RuleCheck {
    private final StepGraph graph;
    private final Findings findings;

    RuleCheck(StepGraph graph, Findings findings) {
        this.graph = graph;
        this.findings = findings;
    }

    /** Defaults and allowed values are of the declared type. */
    void params(Map<String, ParamSpec> params) {
        for (ParamSpec param : params.values()) {
            String pointer = Pointers.child("/params", param.name());
            for (int i = 0; i < param.allowed().size(); i++) {
                String complaint =
                        ParamTypes.complaint(param.type(), param.allowed().get(i));
                if (!complaint.isEmpty()) {
                    findings.add(ErrorCode.PARAMETER_INVALID, Pointers.child(pointer + "/enum", i), complaint);
                }
            }
            if (param.defaultValue() != null) {
                String complaint = ParamTypes.complaint(param, param.defaultValue());
                if (!complaint.isEmpty()) {
                    findings.add(ErrorCode.PARAMETER_INVALID, pointer + "/default", complaint);
                }
            }
        }
    }

    /** The cap of a delay is not below the first one, where both are written. */
    void retry(JsonNode retry, String pointer) {
        JsonNode delay = retry.path("delayMs");
        JsonNode most = retry.path("maxDelayMs");
        if (delay.isNumber() && most.isNumber() && most.doubleValue() < delay.doubleValue()) {
            findings.add(
                    ErrorCode.DEFINITION_INVALID,
                    pointer + "/maxDelayMs",
                    "Must be at least delayMs (%s); is %s.".formatted(delay.asText(), most.asText()));
        }
    }

    /** Two loads into one table or path wait for each other, or both only add. */
    void targets(List<StepDraft> steps) {
        Map<String, StepDraft> writers = new HashMap<>();
        for (StepDraft step : steps) {
            String target = target(step);
            if (target.isEmpty()) {
                continue;
            }
            StepDraft other = writers.putIfAbsent(target, step);
            if (other != null && !inOrder(step, other) && !(adds(step) && adds(other))) {
                findings.add(
                        ErrorCode.SHARED_TARGET,
                        step.pointer(),
                        "Steps '%s' and '%s' write the same target in no fixed order.".formatted(other.id(), step.id()),
                        "Join their inputs with a union, or add \"dependsOn\": [\"%s\"].".formatted(other.id()));
            }
        }
    }

    private boolean inOrder(StepDraft one, StepDraft other) {
        return graph.runsBefore(one.id(), other.id()) || graph.runsBefore(other.id(), one.id());
    }

    private static boolean adds(StepDraft step) {
        String mode = step.with().path("mode").asText();
        return mode.equals("append") || mode.equals("insert");
    }

    /** Method, connection and table or path; empty for what writes neither, or is not read here. */
    private static String target(StepDraft step) {
        if (step.method() == null
                || step.method().kind() != MethodSpec.Kind.LOAD
                || step.id().isEmpty()) {
            return "";
        }
        JsonNode with = step.with();
        JsonNode place = with.path(with.has("table") ? "table" : "path");
        return place.isTextual()
                ? step.method().name() + '\n' + with.path("connection").asText() + '\n' + place.textValue()
                : "";
    }
}
