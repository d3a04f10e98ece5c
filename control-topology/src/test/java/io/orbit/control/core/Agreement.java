package io.orbit.control.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The state that was folded from the log, beside the models that were read off it. */
final class Agreement {
    private Agreement() {}

    static void check(Rules rules, RunModel model, RunState run) {
        Law.STATE.holds(
                run.phase() == model.phase
                        && run.seq() == model.seq
                        && run.epoch() == model.epoch
                        && run.lastFence() == model.lastFence
                        && run.startedAt() == model.startedAt
                        && run.since() == model.since
                        && run.steps().size() == model.steps.size(),
                () -> "run %s should be %s at %d, epoch %d".formatted(run, model.phase, model.seq, model.epoch));
        run.steps().forEach(step -> check(model.steps.get(step.id()), step));
        Set<Timers.Timer> timers = new HashSet<>(rules.timers(run, model.plan));
        Law.CAUSES.holds(
                timers.equals(Waits.timers(model)), () -> "timers %s, not %s".formatted(Waits.timers(model), timers));
        List<String> causes = new ArrayList<>();
        Waiting.of(run).forEach(cause -> causes.add(cause.kind()));
        Law.CAUSES.holds(
                causes.equals(Waits.causes(model)),
                () -> "waits for %s, not %s".formatted(Waits.causes(model), causes));
    }

    private static void check(StepModel should, StepState step) {
        Map<Integer, String> past = new LinkedHashMap<>();
        step.past().forEach(each -> past.put(each.attempt().number(), each.outcome()));
        Law.ATTEMPTS.holds(
                past.equals(should.newestPast()) && past.size() == step.past().size(),
                () -> "attempts of %s ended %s, not %s".formatted(step.id(), should.past, step.past()));
        Law.STATE.holds(
                step.phase() == should.phase
                        && step.attempt().number() == should.attempt
                        && step.attempt().fence() == should.fence
                        && step.failures() == should.failures
                        && step.losses() == should.losses
                        && step.generation() == should.generation
                        && step.yield().metrics().equals(should.metrics)
                        && step.dueAt() == (should.phase == StepPhase.RETRYING ? should.dueAt : 0)
                        && Objects.equals(step.error(), should.error)
                        && Objects.equals(step.token(), should.token),
                () -> "step should be %s: %s".formatted(should, step));
    }

    static void check(PipelineModel model, PipelineState pipeline) {
        Law.STATE.holds(
                pipeline.version() == model.versions.size() && pipeline.hash().equals(model.hash),
                () -> "version %d: %s".formatted(model.versions.size(), pipeline));
        Law.PLACES.holds(
                pipeline.active().equals(model.active) && pipeline.queue().equals(model.queue),
                () -> "active %s, queue %s: %s".formatted(model.active, model.queue, pipeline));
    }
}
