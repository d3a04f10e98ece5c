package io.orbit.control.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.pipeline.ResolvedPipeline;
import io.orbit.schemas.pipeline.ResolvedStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a pipeline, by who reads whom. */
final class Graph {
    private final ResolvedPipeline pipeline;

    Graph(ResolvedPipeline pipeline) {
        this.pipeline = pipeline;
    }

    List<ResolvedStep> steps() {
        return pipeline.steps();
    }

    /** Steps that wait for it, whether they read its rows or not, in the order of the definition. */
    List<ResolvedStep> downstreams(ResolvedStep step) {
        return pipeline.steps().stream()
                .filter(other -> other.upstreams().contains(step.id()))
                .toList();
    }

    /** Steps that read its rows, in the order of the definition. */
    List<ResolvedStep> readers(ResolvedStep step) {
        return downstreams(step).stream()
                .filter(other ->
                        other.inputs().stream().anyMatch(input -> input.step().equals(step.id())))
                .toList();
    }

    /** The only step that waits for it, and reads its rows; null when there is none, or more than one. */
    @Nullable
    ResolvedStep only(ResolvedStep step) {
        List<ResolvedStep> downstreams = downstreams(step);
        return downstreams.size() == 1 && readers(step).size() == 1 ? downstreams.get(0) : null;
    }

    /** True when {@code name} is empty, or names a parameter that the definition gives. */
    static boolean given(ResolvedStep step, String name) {
        JsonNode value = step.parameter(name);
        return name.isEmpty() || !(value.isMissingNode() || value.isNull());
    }
}
