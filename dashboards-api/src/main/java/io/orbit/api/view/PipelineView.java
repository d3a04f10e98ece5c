package io.orbit.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.control.codec.Definition;
import io.orbit.control.core.PipelineState;
import io.orbit.control.core.Plan;
import io.orbit.control.core.PlannedStep;
import io.orbit.control.core.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a pipeline.
 *
 * @param version the one that is shown
 * @param newestVersion the one that the next run will use
 * @param definedAt when the newest version was applied
 * @param hash SHA-256 of the definition that is shown
 * @param definition JSON, inputs spelled out
 * @param segments what runs together, in the order of the plan
 */
public record PipelineView(
        String pipeline,
        String namespace,
        String name,
        int version,
        int newestVersion,
        String description,
        @Nullable String definedAt,
        String hash,
        int activeRuns,
        int queuedRuns,
        JsonNode definition,
        List<SegmentView> segments,
        String position) {

    /** Steps that run together on one runner; {@code light} when none of them needs Spark. */
    public record SegmentView(String id, boolean light, List<String> steps) {
        private static SegmentView of(Plan plan, String segment) {
            List<PlannedStep> steps = plan.segment(segment);
            return new SegmentView(
                    segment,
                    steps.stream().allMatch(PlannedStep::light),
                    steps.stream().map(PlannedStep::id).toList());
        }
    }

    /** The newest run of a pipeline. */
    public record LastRun(
            String runId,
            String status,
            @Nullable String startedAt,
            @Nullable String finishedAt) {
        private static LastRun of(RunState run) {
            return new LastRun(run.id(), run.phase().name(), Json.time(run.startedAt()), Json.time(run.finishedAt()));
        }
    }

    /** One row of the list of pipelines; {@code steps} is their number. */
    public record Summary(
            String pipeline,
            String namespace,
            String name,
            int version,
            String description,
            int steps,
            @Nullable String definedAt,
            int activeRuns,
            int queuedRuns,
            @Nullable LastRun lastRun) {}

    public static PipelineView of(PipelineState pipeline, Definition definition, String position) {
        JsonNode json = Json.parsed(definition.json());
        Plan plan = definition.plan();
        return new PipelineView(
                pipeline.id(),
                namespace(pipeline),
                name(pipeline),
                plan.version(),
                pipeline.version(),
                json.path("description").asText(""),
                Json.time(pipeline.definedAt()),
                definition.hash(),
                pipeline.active().size(),
                pipeline.queue().size(),
                json,
                plan.segments().stream()
                        .map(segment -> SegmentView.of(plan, segment))
                        .toList(),
                position);
    }

    public static Summary summary(PipelineState pipeline, Definition newest, @Nullable RunState last) {
        return new Summary(
                pipeline.id(),
                namespace(pipeline),
                name(pipeline),
                pipeline.version(),
                Json.parsed(newest.json()).path("description").asText(""),
                newest.plan().steps().size(),
                Json.time(pipeline.definedAt()),
                pipeline.active().size(),
                pipeline.queue().size(),
                last == null ? null : LastRun.of(last));
    }

    private static String namespace(PipelineState pipeline) {
        return pipeline.id().substring(0, pipeline.id().indexOf('.'));
    }

    private static String name(PipelineState pipeline) {
        return pipeline.id().substring(pipeline.id().indexOf('.') + 1);
    }
}
