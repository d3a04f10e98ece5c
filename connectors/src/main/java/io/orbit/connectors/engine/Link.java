package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.registry.MethodRegistry;
import io.orbit.connectors.registry.RegisteredMethod;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of a segment with its method found and its inputs named.
 *
 * @param inputs id of the step that makes each input, by the input's name
 * @param output whether other segments read this step's rows
 */
record Link(String id, RegisteredMethod method, JsonNode spec, Map<String, String> inputs, boolean output) {

    /** @throws StepException UNKNOWN_METHOD, PARAMETER_INVALID (number of inputs), INPUT_MISSING */
    static List<Link> of(SegmentRequest segment, MethodRegistry registry) {
        List<Link> links = new ArrayList<>();
        for (SegmentRequest.StepSpec step : segment.steps()) {
            try {
                RegisteredMethod method =
                        registry.find(step.spec().path("method").asText());
                Map<String, String> inputs = method.maxInputs() == 0
                        ? Map.of()
                        : inputs(segment, step.spec().path("inputs"), links);
                checkCount(method, inputs.size());
                boolean output = step.spec().path("output").asBoolean(false);
                links.add(new Link(step.id(), method, step.spec(), inputs, output));
            } catch (OrbitException e) {
                throw new StepException(step.id(), e.code(), "Step '%s': %s".formatted(step.id(), e.getMessage()), e);
            }
        }
        return links;
    }

    private static Map<String, String> inputs(SegmentRequest segment, JsonNode given, List<Link> before) {
        Map<String, String> inputs = new LinkedHashMap<>();
        if (given.isArray()) {
            given.forEach(step -> inputs.put(unused(step.asText(), inputs), step.asText()));
        } else if (given.isObject()) {
            given.properties()
                    .forEach(
                            input -> inputs.put(input.getKey(), input.getValue().asText()));
        } else if (!before.isEmpty()) {
            String previous = before.get(before.size() - 1).id();
            inputs.put(previous, previous);
        } else if (segment.inputs().size() == 1) {
            String only = segment.inputs().keySet().iterator().next();
            inputs.put(only, only);
        }
        for (String step : inputs.values()) {
            boolean here = before.stream().anyMatch(link -> link.id().equals(step));
            if (!here && !segment.inputs().containsKey(step)) {
                throw new OrbitException(
                        ErrorCode.INPUT_MISSING,
                        "its input, the rows of step '%s', was not handed to this segment. Retry the run from step '%s'."
                                .formatted(step, step));
            }
        }
        return inputs;
    }

    /** A step may be read twice, e.g. joined with itself: the second input is called {@code name_2}. */
    private static String unused(String name, Map<String, String> inputs) {
        String free = name;
        for (int number = 2; inputs.containsKey(free); number++) {
            free = name + "_" + number;
        }
        return free;
    }

    private static void checkCount(RegisteredMethod method, int inputs) {
        if (inputs < method.minInputs() || inputs > method.maxInputs()) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "method %s takes %d to %d inputs, but the step has %d."
                            .formatted(method.name(), method.minInputs(), method.maxInputs(), inputs));
        }
    }
}
