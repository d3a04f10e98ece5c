package io.orbit.control.explain;

import io.orbit.control.core.Plan;
import io.orbit.control.core.PlannedStep;
import io.orbit.schemas.pipeline.MethodSpec;
import io.orbit.schemas.pipeline.ResolvedPipeline;
import io.orbit.schemas.pipeline.ResolvedStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What will happen when a pipeline runs, before it does: what runs together, what a retry reads, and what holds for each
 * sink.
 */
public record Explanation(String pipeline, List<Segment> segments, List<Source> sources, List<Sink> sinks) {
    /**
     * Steps that are executed, retried and resumed together.
     *
     * @param light true when none of them needs Spark
     * @param keeps what of it is kept for other segments, and why, in words; empty when nothing is
     */
    public record Segment(String id, boolean light, List<String> steps, List<String> keeps) {}

    /**
     * @param pinned what the first attempt of a run pins, in words; null when it is nothing
     * @param retry what a retry reads, a clause
     */
    public record Source(
            String step, String method, @Nullable String pinned, String retry) {}

    /**
     * @param guarantee e.g. {@code effectively once}
     * @param because why, a clause; may be empty for a method of a plug-in
     */
    public record Sink(String step, String method, String guarantee, String because) {}

    /** @param plan of this pipeline */
    public static Explanation of(ResolvedPipeline pipeline, Plan plan) {
        Graph graph = new Graph(pipeline);
        Map<String, String> cuts = Cuts.of(pipeline);
        Map<String, String> segments = new HashMap<>();
        plan.steps().forEach(step -> segments.put(step.id(), step.segment()));
        List<Source> sources = new ArrayList<>();
        List<Sink> sinks = new ArrayList<>();
        for (ResolvedStep step : pipeline.steps()) {
            if (step.kind() == MethodSpec.Kind.EXTRACT) {
                sources.add(pipeline.streaming() == null ? source(graph, step, cuts) : inStream(step));
            }
            String guarantee = step.about().guarantee();
            if (guarantee != null && Graph.given(step, step.about().effects().writesIf())) {
                String because = step.about().effects().because();
                sinks.add(new Sink(
                        step.id(),
                        step.method(),
                        guarantee,
                        pipeline.streaming() == null
                                ? because
                                : because + "; in a stream, each micro-batch is such a run"));
            }
        }
        return new Explanation(
                pipeline.pipelineId(),
                plan.segments().stream()
                        .map(name -> segment(graph, plan, name, segments, cuts))
                        .toList(),
                sources,
                sinks);
    }

    private static Segment segment(
            Graph graph, Plan plan, String name, Map<String, String> segments, Map<String, String> cuts) {
        List<PlannedStep> steps = plan.segment(name);
        List<String> ids = steps.stream().map(PlannedStep::id).toList();
        List<String> keeps = graph.steps().stream()
                .filter(step -> ids.contains(step.id()))
                .filter(step -> graph.readers(step).stream()
                        .anyMatch(reader -> !name.equals(Objects.requireNonNull(segments.get(reader.id())))))
                .map(step -> "the rows of '%s', because %s".formatted(step.id(), why(graph, step, cuts)))
                .toList();
        return new Segment(name, steps.stream().allMatch(PlannedStep::light), ids, keeps);
    }

    private static String why(Graph graph, ResolvedStep step, Map<String, String> cuts) {
        List<ResolvedStep> readers = graph.readers(step);
        String said = cuts.get(step.id());
        if (readers.size() > 1) {
            return "%s read them, and shall see the same".formatted(named(readers));
        } else if (said != null) {
            return said;
        }
        List<ResolvedStep> waiting = new ArrayList<>(graph.downstreams(step));
        waiting.removeAll(readers);
        return waiting.isEmpty()
                ? "%s runs apart from it".formatted(named(readers))
                : "%s waits for it too".formatted(named(waiting));
    }

    /** A micro-batch that is tried again is the same one; beside it, what moves is looked at anew for each. */
    private static Source inStream(ResolvedStep step) {
        if (step.about().streaming()) {
            return new Source(
                    step.id(),
                    step.method(),
                    "the offsets of each micro-batch, in the checkpoint",
                    "reads the same micro-batch again, and goes on from there");
        }
        return new Source(step.id(), step.method(), null, "reads what is there, anew for each micro-batch");
    }

    private static Source source(Graph graph, ResolvedStep step, Map<String, String> cuts) {
        String pins = step.about().effects().pins();
        if (!Cuts.unpinned(step)) {
            return new Source(step.id(), step.method(), pins, "reads the same rows");
        }
        boolean kept = cuts.containsKey(step.id()) || Cuts.sink(graph, step).isEmpty();
        String retry = kept
                ? "reads the source again only until its rows are kept; what follows reads those"
                : Cuts.sink(graph, step)
                        .map(sink -> Cuts.absorbs(sink)
                                ? "reads what is there then; '%s' puts it in the place of what was there"
                                        .formatted(sink.id())
                                : "reads what is there then; '%s' commits what one attempt has read"
                                        .formatted(sink.id()))
                        .orElseThrow();
        return new Source(step.id(), step.method(), null, retry);
    }

    private static String named(List<ResolvedStep> steps) {
        return steps.stream().map(step -> "'" + step.id() + "'").collect(Collectors.joining(" and "));
    }
}
