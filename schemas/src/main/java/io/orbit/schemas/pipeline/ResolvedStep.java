package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A step with nothing left to default.
 *
 * @param about the method that it calls
 * @param inputs in the order of the definition
 * @param dependsOn steps to wait for without reading their data
 * @param timeoutMs how long one attempt may run; 0 for no limit
 * @param materialize the step's own word, or the pipeline's
 * @param resultRefs steps whose results {@code ${steps.…}} refers to; all of them upstream
 * @param spec the step as JSON in its order, {@code inputs} and {@code dependsOn} explicit, references still symbolic
 */
public record ResolvedStep(
        String id,
        MethodSpec about,
        List<StepInput> inputs,
        List<String> dependsOn,
        RetryNumbers retry,
        long timeoutMs,
        Materialize materialize,
        Set<String> resultRefs,
        String spec) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public ResolvedStep {
        inputs = List.copyOf(inputs);
        dependsOn = List.copyOf(dependsOn);
        resultRefs = Set.copyOf(resultRefs);
    }

    /** A parameter as the definition has it, or its default; missing or null when it has neither. */
    public JsonNode parameter(String name) {
        JsonNode given = parsed(spec).path("with").path(name);
        return given.isMissingNode() || given.isNull()
                ? about.parameters().path("properties").path(name).path("default")
                : given;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A step's spec was made from JSON.", e);
        }
    }

    public String method() {
        return about.name();
    }

    public MethodSpec.Kind kind() {
        return about.kind();
    }

    public boolean light() {
        return about.light();
    }

    /** The steps that must succeed first: those of the inputs, then the others, each once. */
    public List<String> upstreams() {
        return List.copyOf(new LinkedHashSet<>(Stream.concat(inputs.stream().map(StepInput::step), dependsOn.stream())
                .toList()));
    }
}
