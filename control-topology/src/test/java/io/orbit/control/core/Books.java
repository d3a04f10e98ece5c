package io.orbit.control.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All state of the control plane; nothing but a fold of the log. */
final class Books {
    final Map<String, PipelineState> pipelines = new HashMap<>();
    final Map<String, RunState> runs = new HashMap<>();
    final Map<String, String> keys = new HashMap<>();
    private final Map<String, Plan> plans = new HashMap<>();

    PipelineState pipeline(String id) {
        return pipelines.getOrDefault(id, PipelineState.absent(id));
    }

    RunState run(String id) {
        return runs.getOrDefault(id, RunState.absent(id));
    }

    @Nullable
    Plan plan(String pipeline, int version) {
        return plans.get(pipeline + '#' + version);
    }

    /** What the decision about {@code act} may see. */
    Scope scope(Act act) {
        PipelineState pipeline = pipeline(act.pipeline());
        boolean here = act.run().startsWith(act.pipeline() + '.');
        RunState run = here ? run(act.run()) : RunState.absent(act.run());
        boolean known = run.phase() != RunPhase.ABSENT && !(act.command() instanceof Command.Start);
        Plan plan = plan(pipeline.id(), known ? run.asked().version() : pipeline.version());
        String key = act.command() instanceof Command.Start start ? start.idempotencyKey() : null;
        return new Scope(pipeline, plan, run, key == null ? null : keys.get(pipeline.id() + '/' + key));
    }

    void apply(Event event, Rules rules) {
        String runId = event.runId() == null ? "" : event.runId();
        Scope before = new Scope(pipeline(event.pipeline()), plan(event.pipeline(), event.version()), run(runId), null);
        Scope after = rules.evolve(before, event);
        pipelines.put(event.pipeline(), after.pipeline());
        if (after.run().phase() != RunPhase.ABSENT) {
            runs.put(runId, after.run());
        }
        if (event.fact() instanceof Fact.PipelineDefined defined) {
            plans.put(event.pipeline() + '#' + defined.version(), defined.plan());
        }
        if (event.fact() instanceof Fact.RunAccepted accepted && accepted.idempotencyKey() != null) {
            Law.KEYS.holds(runId.equals(after.keyOwner()), () -> "key of %s is with %s".formatted(event, after));
            keys.put(event.pipeline() + '/' + accepted.idempotencyKey(), runId);
        }
    }

    /** The first difference to {@code other}; null when there is none. */
    @Nullable
    String difference(Books other) {
        if (!pipelines.equals(other.pipelines)) {
            return "pipelines %s and %s".formatted(pipelines, other.pipelines);
        }
        if (!runs.equals(other.runs)) {
            return "runs %s and %s".formatted(runs, other.runs);
        }
        return keys.equals(other.keys) && plans.equals(other.plans) ? null : "keys or plans";
    }
}
