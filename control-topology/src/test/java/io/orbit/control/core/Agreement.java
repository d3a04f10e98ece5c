package io.orbit.control.core;

import java.util.HashSet;
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
                        && run.steps().size() == model.steps.size(),
                () -> "run %s should be %s at %d, epoch %d".formatted(run, model.phase, model.seq, model.epoch));
        for (StepState step : run.steps()) {
            StepModel should = model.steps.get(step.id());
            Law.STATE.holds(
                    step.phase() == should.phase
                            && step.attempt().number() == should.attempt
                            && step.attempt().fence() == should.fence
                            && step.failures() == should.failures
                            && step.losses() == should.losses
                            && (should.phase != StepPhase.RETRYING || step.dueAt() == should.dueAt)
                            && java.util.Objects.equals(step.token(), should.token),
                    () -> "step should be %s: %s".formatted(should, step));
            long distinct = step.past().stream()
                    .map(past -> past.attempt().number())
                    .distinct()
                    .count();
            Law.ATTEMPTS.holds(distinct == step.past().size(), () -> "an attempt ended twice: " + step);
        }
        Set<Timers.Timer> timers = new HashSet<>(rules.timers(run, model.plan));
        Law.CAUSES.holds(
                timers.equals(Waits.timers(model)), () -> "timers %s, not %s".formatted(Waits.timers(model), timers));
        Law.CAUSES.holds(
                model.phase.terminal() == Waiting.of(run).isEmpty(),
                () -> "%s waits for %s".formatted(model.phase, Waiting.of(run)));
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
