package io.orbit.schemas.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid definition with nothing left to default.
 *
 * @param pipelineId {@code namespace.name}
 * @param description may be empty
 * @param params by name, in the order of the definition
 * @param timeoutMs how long a run may last; 0 for no limit
 * @param maxActiveRuns 0 for no limit
 * @param streaming how the stream is read; null for a batch pipeline
 * @param steps in the order of the definition
 * @param connections the definition's {@code connections}, canonical JSON
 * @param json the definition as it was given, without white space; the order of fields is kept, because columns have one
 * @param hash SHA-256 of {@code json}, 64 hex digits
 */
public record ResolvedPipeline(
        String namespace,
        String name,
        String pipelineId,
        String description,
        Map<String, ParamSpec> params,
        long timeoutMs,
        int maxActiveRuns,
        Overlap overlap,
        Materialize materialize,
        @Nullable Streaming streaming,
        List<ResolvedStep> steps,
        String connections,
        String json,
        String hash) {

    public ResolvedPipeline {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        steps = List.copyOf(steps);
    }
}
