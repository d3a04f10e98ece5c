package io.orbit.control.core;

import io.orbit.control.core.Command.Item;
import io.orbit.control.core.Command.Item.Progressed;
import io.orbit.control.core.Fact.Holder;
import io.orbit.control.core.StepState.Problem;
import io.orbit.schemas.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The rules for what runners say. Only the owner of the newest attempt is believed. */
final class ReportRules {
    /** Lost attempts that a step may have per epoch; they do not count as failures. */
    static final int MAX_LOSSES = 5;

    private ReportRules() {}

    static void decide(Decision decision, Command.Report report) {
        if (report.items().isEmpty()) {
            decision.reject(report, ErrorCode.REQUEST_INVALID, ErrorCode.REQUEST_INVALID.meaning());
        }
        for (Item item : report.items()) {
            decide(decision, report, item);
        }
    }

    private static void decide(Decision decision, Command.Report report, Item item) {
        StepState step = decision.run().step(item.step());
        // A stale start or progress is answered with an order to stop: whoever reports an end has stopped.
        boolean start = item instanceof Item.Started;
        boolean works = start || item instanceof Progressed;
        Holder stop = works ? new Holder(report.runner(), report.segment(), report.fence()) : null;
        if (step == null || !step.segment().equals(report.segment())) {
            decision.reject(item, stop, ErrorCode.REQUEST_INVALID, "No step %s in %s.", item.step(), report.segment());
        } else if (report.fence() > decision.run().lastFence()) {
            decision.reject(item, stop, ErrorCode.FUTURE_FENCE, "Fence %s was never given out.", report.fence());
        } else if (decision.run().phase().terminal()) {
            RunPhase over = decision.run().phase();
            decision.reject(item, stop, ErrorCode.RUN_FINISHED, "The run is already %s.", over);
        } else if (step.attempt().fence() != report.fence()) {
            String message = "Fence %s is not the current one of step '%s' (%s).";
            long now = step.attempt().fence();
            decision.reject(item, stop, ErrorCode.STALE_ATTEMPT, message, report.fence(), step.id(), now);
        } else if (start) {
            started(decision, report, item, step, stop);
        } else if (step.phase() != StepPhase.RUNNING) {
            decision.reject(item, null, ErrorCode.DUPLICATE_REPORT, "Step '%s' is %s.", step.id(), step.phase());
        } else if (!owns(report, step.attempt())) {
            decision.reject(item, stop, ErrorCode.NOT_THE_OWNER, "%s", owner(step.attempt()));
        } else if (item instanceof Progressed now
                && !step.progressed(now.healthy(), now.metrics()).equals(step)) {
            int attempt = step.attempt().number();
            decision.emit(new Fact.StepProgressed(step.id(), attempt, report.fence(), now.healthy(), now.metrics()));
        } else if (item instanceof Progressed) {
            decision.reject(item, null, ErrorCode.DUPLICATE_REPORT, "Step '%s' is no further.", step.id());
        } else if (item instanceof Item.Succeeded done) {
            succeeded(decision, step, done);
        } else if (item instanceof Item.Failed failed
                && failed.problem().code().equals(ErrorCode.RUNNER_STOPPED.id())) {
            lost(decision, step, report.runner(), failed.problem().message());
        } else if (item instanceof Item.Failed failed) {
            failed(decision, step, failed.problem(), null);
        } else if (decision.run().phase() == RunPhase.CANCELLING) {
            decision.cancelOpen("stopped by its runner", each -> each.attempt().fence() == report.fence(), false);
            decision.endIfNothingIsOpen();
        } else {
            lost(decision, step, report.runner(), "the runner gave the attempt up");
        }
    }

    /** The first runner to start an attempt owns it, with all its steps. */
    private static void started(
            Decision decision, Command.Report report, Item item, StepState step, @Nullable Holder stop) {
        StepState.Attempt attempt = step.attempt();
        StepState.Attempt taken = decision.run().taken(step.segment(), report.fence());
        if (taken != null && !owns(report, taken)) {
            decision.reject(item, stop, ErrorCode.NOT_THE_OWNER, "%s", owner(taken));
        } else if (step.phase() == StepPhase.SCHEDULED) {
            decision.emit(new Fact.StepStarted(
                    step.id(), attempt.number(), attempt.fence(), report.runner(), report.runnerEpoch()));
        } else {
            Holder told = step.phase() == StepPhase.RUNNING || step.phase() == StepPhase.SUCCEEDED ? null : stop;
            decision.reject(item, told, ErrorCode.DUPLICATE_REPORT, "Step '%s' is %s.", step.id(), step.phase());
        }
    }

    /** A success counts even while the run is being cancelled: the log's order decides. */
    private static void succeeded(Decision decision, StepState step, Item.Succeeded done) {
        StepState.Attempt attempt = step.attempt();
        decision.emit(new Fact.StepSucceeded(
                step.id(), attempt.number(), attempt.fence(), done.result(), done.metrics(), done.output()));
        if (decision.run().phase() == RunPhase.RUNNING) {
            decision.offerReadySegments();
        }
        decision.endIfNothingIsOpen();
    }

    /** A failure that may pass is tried again while the policy allows; then the step is dead and the run fails. */
    static void failed(Decision decision, StepState step, Problem problem, @Nullable Holder holder) {
        StepState.Attempt attempt = step.attempt();
        decision.emit(
                new Fact.StepFailed(step.id(), attempt.number(), attempt.fence(), problem, attempt.runner(), holder));
        if (decision.run().phase() == RunPhase.CANCELLING) {
            decision.endIfNothingIsOpen();
            return;
        }
        RetryPolicy policy = policy(decision, step.id());
        int failures = decision.step(step.id()).failures();
        if (ErrorCode.Kind.of(problem.kind()).retryable() && policy.allows(failures)) {
            int next = attempt.number() + 1;
            long delay = policy.delayAfter(failures, decision.run().id() + '/' + step.id() + '/' + next);
            long dueAt = decision.origin().at() + delay;
            decision.emit(new Fact.RetryScheduled(step.id(), next, attempt.fence(), delay, dueAt));
        } else {
            bury(decision, step, problem);
        }
    }

    /** A lost attempt is offered again at once; losses have a budget of their own. */
    static void lost(Decision decision, StepState step, String runner, String detail) {
        StepState.Attempt attempt = step.attempt();
        decision.emit(new Fact.StepLost(
                step.id(),
                attempt.number(),
                attempt.fence(),
                runner,
                detail,
                new Holder(runner, step.segment(), attempt.fence())));
        if (decision.run().phase() == RunPhase.CANCELLING) {
            decision.endIfNothingIsOpen();
        } else if (decision.step(step.id()).losses() <= MAX_LOSSES) {
            decision.offer(step.segment());
        } else {
            bury(decision, step, problem(ErrorCode.STEP_LOST));
        }
    }

    private static void bury(Decision decision, StepState step, Problem problem) {
        int attempts = step.attempt().number();
        String token = decision.run().id() + '/' + step.id() + '/' + attempts;
        decision.emit(new Fact.StepDeadLettered(step.id(), attempts, problem, token));
        boolean retried = ErrorCode.Kind.of(problem.kind()).retryable();
        decision.fail(retried ? ErrorCode.RETRIES_EXHAUSTED.id() : problem.code(), step.id(), problem.message());
    }

    static Problem problem(ErrorCode code) {
        return new Problem(code.id(), code.kind().name(), code.meaning());
    }

    private static RetryPolicy policy(Decision decision, String step) {
        return decision.scope().planned().steps().stream()
                .filter(each -> each.id().equals(step))
                .map(PlannedStep::retry)
                .findFirst()
                .orElse(RetryPolicy.DEFAULT);
    }

    private static boolean owns(Command.Report report, StepState.Attempt attempt) {
        return report.runner().equals(attempt.runner()) && report.runnerEpoch() == attempt.runnerEpoch();
    }

    private static String owner(StepState.Attempt attempt) {
        return "The attempt belongs to runner '%s' (epoch %s).".formatted(attempt.runner(), attempt.runnerEpoch());
    }
}
