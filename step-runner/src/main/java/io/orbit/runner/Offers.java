package io.orbit.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.SegmentRequest.StepSpec;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Wire;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepOutput;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Offers off the wire, and what the engine is asked for them. */
final class Offers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Offers() {}

    /** @throws OrbitException POISON_BYTES or POISON_SCHEMA when the bytes are not an offer of at least one step */
    static StepCommand decode(byte[] bytes) {
        StepCommand command = Wire.COMMAND.decode(bytes);
        if (command.getSteps().isEmpty()) {
            throw new OrbitException(
                    ErrorCode.POISON_BYTES, "The offer of %s has no steps.".formatted(AttemptKey.of(command)));
        }
        return command;
    }

    /** @throws OrbitException RUNNER_INTERNAL when something that should be JSON is not */
    static SegmentRequest request(StepCommand command) {
        List<StepSpec> steps = command.getSteps().stream()
                .map(step -> new StepSpec(step.getId(), json("step '" + step.getId() + "'", step.getSpec())))
                .toList();
        return new SegmentRequest(
                command.getPipeline(),
                command.getRunId(),
                command.getVersion(),
                command.getSegment(),
                command.getAttempt(),
                command.getFence(),
                Instant.ofEpochMilli(command.getRunStartedAt()),
                steps,
                json("connections", command.getConnections()),
                json("params", command.getParams()),
                byStep("result of ", command.getResults()),
                byStep("input from ", command.getInputs()));
    }

    private static Map<String, JsonNode> byStep(String what, List<StepOutput> outputs) {
        Map<String, JsonNode> byStep = new HashMap<>();
        outputs.forEach(output -> byStep.put(output.getStep(), json(what + output.getStep(), output.getJson())));
        return byStep;
    }

    private static JsonNode json(String what, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // Its message quotes the text, which may hold what must not be shown.
            throw new OrbitException(
                    ErrorCode.RUNNER_INTERNAL,
                    "The offer's %s is not JSON (line %d, column %d)."
                            .formatted(
                                    what,
                                    e.getLocation().getLineNr(),
                                    e.getLocation().getColumnNr()));
        }
    }
}
