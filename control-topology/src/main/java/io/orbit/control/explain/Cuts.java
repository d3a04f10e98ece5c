package io.orbit.control.explain;

import io.orbit.schemas.pipeline.Materialize;
import io.orbit.schemas.pipeline.MethodSpec;
import io.orbit.schemas.pipeline.ResolvedPipeline;
import io.orbit.schemas.pipeline.ResolvedStep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * After which steps a segment must end for a reason that the planner cannot see in the graph.
 *
 * <p>A step says so itself, or it reads a source of which nothing is pinned. A retry of the latter would read other rows than
 * the attempt before; so what it has read is kept, and a retry of what follows reads that. This is not needed where the load
 * at the end takes the place of what is there: after an upsert or a replacement the sink is right whichever of the two was
 * read.
 */
public final class Cuts {
    private Cuts() {}

    /** By step, why a segment ends after it, in words; none in a stream, of which nothing is kept between steps. */
    public static Map<String, String> of(ResolvedPipeline pipeline) {
        if (pipeline.streaming() != null) {
            return Map.of();
        }
        Graph graph = new Graph(pipeline);
        Map<String, String> cuts = new LinkedHashMap<>();
        for (ResolvedStep step : pipeline.steps()) {
            if (step.materialize() == Materialize.ALWAYS) {
                cuts.put(step.id(), "the definition asks for it");
            } else if (step.materialize() == Materialize.AUTO && unpinned(step)) {
                sink(graph, step)
                        .filter(sink -> !absorbs(sink))
                        .ifPresent(sink -> cuts.put(step.id(), reason(step, sink)));
            }
        }
        return cuts;
    }

    /** True for a source that a retry may find changed. */
    static boolean unpinned(ResolvedStep step) {
        MethodSpec.Effects effects = step.about().effects();
        return step.kind() == MethodSpec.Kind.EXTRACT
                && (effects.pins().isEmpty() || !Graph.given(step, effects.pinnedBy()));
    }

    /** The load in which the step's rows end within its segment; empty when they are kept for others anyway. */
    static Optional<ResolvedStep> sink(Graph graph, ResolvedStep from) {
        ResolvedStep at = from;
        while (at.kind() != MethodSpec.Kind.LOAD) {
            ResolvedStep next = at.materialize() == Materialize.ALWAYS ? null : graph.only(at);
            if (next == null || next.light()) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at);
    }

    /** True when the load's sink is right even if a retry reads other rows. */
    static boolean absorbs(ResolvedStep load) {
        String mode = load.parameter("mode").asText();
        return load.about().effects().idempotentModes().contains(mode);
    }

    private static String reason(ResolvedStep step, ResolvedStep sink) {
        String pinnedBy = step.about().effects().pinnedBy();
        String how = pinnedBy.isEmpty() ? "" : " without '%s'".formatted(pinnedBy);
        return "nothing of its source is pinned%s, and '%s' adds rows".formatted(how, sink.id());
    }
}
