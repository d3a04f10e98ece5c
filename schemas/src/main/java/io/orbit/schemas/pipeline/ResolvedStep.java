package io.orbit.schemas.pipeline;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A step with nothing left to default.
 *
 * @param inputs in the order of the definition
 * @param dependsOn steps to wait for without reading their data
 * @param timeoutMs how long one attempt may run
 * @param materialize the step's own word, or the pipeline's
 * @param resultRefs steps whose results {@code ${steps.…}} refers to; all of them upstream
 * @param spec the step as JSON in its order, {@code inputs} and {@code dependsOn} explicit, references still symbolic
 */
public record ResolvedStep(
        String id,
        String method,
        MethodSpec.Kind kind,
        boolean light,
        List<StepInput> inputs,
        List<String> dependsOn,
        RetryNumbers retry,
        long timeoutMs,
        Materialize materialize,
        Set<String> resultRefs,
        String spec) {

    public ResolvedStep {
        inputs = List.copyOf(inputs);
        dependsOn = List.copyOf(dependsOn);
        resultRefs = Set.copyOf(resultRefs);
    }

    /** The steps that must succeed first: those of the inputs, then the others, each once. */
    public List<String> upstreams() {
        return List.copyOf(new LinkedHashSet<>(Stream.concat(inputs.stream().map(StepInput::step), dependsOn.stream())
                .toList()));
    }
}
