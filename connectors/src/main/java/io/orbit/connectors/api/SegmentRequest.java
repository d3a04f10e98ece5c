package io.orbit.connectors.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One attempt of one segment, as the runner hands it over.
 *
 * @param attempt 1 for the first
 * @param fence grows with every attempt of the run; a sink refuses an older one
 * @param runStartedAt start of the run, the same in every attempt
 * @param steps not yet succeeded steps of the segment, in the order in which to run
 * @param connections the definition's {@code connections} object
 * @param params the run's parameter values, an object
 * @param results results of succeeded steps that these steps refer to, by step id
 * @param inputs references of data sets that other segments left, by step id (see {@link StepOutcome#output})
 */
public record SegmentRequest(
        String pipeline,
        String runId,
        int version,
        String segment,
        int attempt,
        long fence,
        Instant runStartedAt,
        List<StepSpec> steps,
        JsonNode connections,
        JsonNode params,
        Map<String, JsonNode> results,
        Map<String, JsonNode> inputs) {

    /**
     * @param spec the step as in the definition: {@code id, method, inputs, with, materialize, onZeroRows}; parameters
     *     still symbolic; the control plane adds {@code "output": true} when another segment reads this step's data set,
     *     and {@code "stream": {everyMs, checkpoint?, maxOffsetsPerTrigger, lagAlert, resetAfterHealthyMs}} when the step reads a stream; 0 is
     *     no limit
     */
    public record StepSpec(String id, JsonNode spec) {}

    /** True when the segment works on a stream, in micro-batches, until it is cancelled. */
    public boolean streaming() {
        return steps.stream().anyMatch(step -> step.spec().has("stream"));
    }

    public SegmentRequest {
        steps = List.copyOf(steps);
        results = Map.copyOf(results);
        inputs = Map.copyOf(inputs);
    }
}
