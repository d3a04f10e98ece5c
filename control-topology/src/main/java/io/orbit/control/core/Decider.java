package io.orbit.control.core;

import io.orbit.control.core.Fact.Holder;
import io.orbit.schemas.ErrorCode;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for what people and clocks ask; {@link ReportRules} has those for what runners say.
 *
 * <p>Total: every command on every scope gives events, never an exception. What changes nothing gives one
 * {@link Fact.Rejected}. Each event is applied as it is made, so that later rules of the same decision see it.
 */
public final class Decider {
    private Decider() {}

    /** Events, in order, and the scope after them. */
    public record Outcome(List<Event> events, Scope scope) {}

    /** The events that follow from {@code command}, in order; at least one. */
    public static List<Event> decide(Scope scope, Command command, Origin origin) {
        return outcome(scope, command, origin).events();
    }

    /** The same, with the scope that evolving the events gives. */
    public static Outcome outcome(Scope scope, Command command, Origin origin) {
        Decision decision = new Decision(scope, origin);
        if (command instanceof Command.Define define) {
            define(decision, define);
        } else if (command instanceof Command.Start start) {
            start(decision, start);
        } else if (scope.run().phase() == RunPhase.ABSENT || scope.plan() == null) {
            String run = scope.run().id();
            decision.reject(command, ErrorCode.RUN_NOT_FOUND, "There is no run '%s', or no plan of it.", run);
        } else if (command instanceof Command.Admit) {
            admit(decision, command);
        } else if (command instanceof Command.Cancel cancel) {
            cancel(decision, cancel);
        } else if (command instanceof Command.Resume) {
            resume(decision, command, null, "RESUME");
        } else if (command instanceof Command.Retry retry) {
            resume(decision, command, retry.fromStep(), "RETRY");
        } else if (command instanceof Command.Redrive redrive) {
            redrive(decision, redrive);
        } else if (command instanceof Command.TimerDue due) {
            timer(decision, due);
        } else if (command instanceof Command.RetryDue due) {
            retryDue(decision, due);
        } else if (command instanceof Command.LeaseExpired expired) {
            leaseExpired(decision, expired);
        } else if (command instanceof Command.Unofferable refused) {
            unofferable(decision, refused);
        } else if (command instanceof Command.Report report) {
            ReportRules.decide(decision, report);
        }
        return new Outcome(decision.events(), decision.scope());
    }

    /** The same definition again is no new version. */
    private static void define(Decision decision, Command.Define define) {
        PipelineState pipeline = decision.scope().pipeline();
        Plan cut = define.plan();
        if (define.fault() != null) {
            decision.reject(define, define.fault());
        } else if (cut == null) {
            decision.reject(define, ErrorCode.REQUEST_INVALID, ErrorCode.REQUEST_INVALID.meaning());
        } else if (define.hash().equals(pipeline.hash())) {
            String message = "Version %s of '%s' has this very content.";
            decision.reject(define, ErrorCode.UNCHANGED_DEFINITION, message, pipeline.version(), pipeline.id());
        } else {
            int version = pipeline.version() + 1;
            Plan plan = new Plan(version, cut.deadlineMs(), cut.maxActiveRuns(), cut.overlap(), cut.steps());
            decision.emit(new Fact.PipelineDefined(version, define.hash(), define.definition(), plan));
        }
    }

    /** A run starts when its pipeline is known, its key is new, its parameters are sound and a place is free. */
    private static void start(Decision decision, Command.Start start) {
        Scope scope = decision.scope();
        String pipeline = scope.pipeline().id();
        if (scope.plan() == null) {
            String message = "No definition of '%s' has been applied. Apply one with: orbit apply FILE";
            decision.reject(start, ErrorCode.PIPELINE_NOT_FOUND, message, pipeline);
        } else if (scope.keyOwner() != null || scope.run().phase() != RunPhase.ABSENT) {
            String run = scope.keyOwner() == null ? scope.run().id() : scope.keyOwner();
            decision.reject(start, ErrorCode.DUPLICATE_REQUEST, "Run '%s' was started by this request.", run);
        } else if (start.fault() != null) {
            decision.reject(start, start.fault());
        } else if (scope.pipeline().full() && scope.plan().overlap() == Plan.Overlap.SKIP) {
            int active = scope.pipeline().active().size();
            decision.reject(start, ErrorCode.CONCURRENCY_LIMIT, "'%s' has %s active runs.", pipeline, active);
        } else {
            decision.emit(new Fact.RunAccepted(start.params(), start.trigger(), start.idempotencyKey()));
            startOrQueue(decision);
        }
    }

    private static void startOrQueue(Decision decision) {
        PipelineState pipeline = decision.scope().pipeline();
        if (pipeline.full() || !pipeline.queue().isEmpty()) {
            decision.emit(new Fact.RunQueued(
                    "%s runs are active, the limit".formatted(pipeline.active().size())));
        } else {
            begin(decision);
        }
    }

    private static void begin(Decision decision) {
        decision.emit(new Fact.RunStarted());
        decision.offerReadySegments();
        decision.endIfNothingIsOpen();
    }

    private static void admit(Decision decision, Command admit) {
        if (decision.run().id().equals(decision.scope().pipeline().next())) {
            begin(decision);
        } else {
            decision.reject(admit, ErrorCode.STALE_TIMER, "The run is not the next to wait, or no place is free.");
        }
    }

    /** What nobody works on stops at once; a runner at work is told, and the run ends when it has answered. */
    private static void cancel(Decision decision, Command.Cancel cancel) {
        RunPhase phase = decision.run().phase();
        if (phase.terminal()) {
            decision.reject(cancel, ErrorCode.RUN_FINISHED, "The run is already %s.", phase);
        } else if (phase == RunPhase.CANCELLING) {
            decision.reject(cancel, ErrorCode.DUPLICATE_REQUEST, "The run is being cancelled already.");
        } else {
            List<Holder> holders = decision.holders();
            decision.emit(new Fact.RunCancelling(cancel.reason(), holders));
            decision.cancelOpen(cancel.reason(), step -> step.phase() != StepPhase.RUNNING, false);
            decision.endIfNothingIsOpen();
        }
    }

    private static void resume(Decision decision, Command command, @Nullable String fromStep, String kind) {
        RunState run = decision.run();
        if (!run.phase().terminal()) {
            String message = "The run is %s. Cancel it first, or wait for its end.";
            decision.reject(command, ErrorCode.RUN_NOT_FINISHED, message, run.phase());
        } else if (fromStep != null && run.step(fromStep) == null) {
            decision.reject(command, ErrorCode.UNKNOWN_STEP, "The run has no step '%s'.", fromStep);
        } else if (fromStep == null && run.phase() == RunPhase.SUCCEEDED) {
            decision.reject(command, ErrorCode.RUN_SUCCEEDED, "Every step succeeded. Name one to run again.");
        } else {
            Set<String> redo =
                    fromStep == null ? Set.of() : decision.scope().planned().redoing(fromStep);
            List<String> reset = run.steps().stream()
                    .filter(step -> step.phase() != StepPhase.SUCCEEDED || redo.contains(step.id()))
                    .map(StepState::id)
                    .toList();
            decision.emit(new Fact.RunResumed(run.epoch() + 1, kind, reset));
            startOrQueue(decision);
        }
    }

    private static void redrive(Decision decision, Command.Redrive redrive) {
        StepState step = decision.run().step(redrive.step());
        if (step == null || !redrive.token().equals(step.token())) {
            decision.reject(
                    redrive, ErrorCode.NOTHING_TO_REDRIVE, "Step '%s' has no such dead letter.", redrive.step());
        } else {
            resume(decision, redrive, null, "REDRIVE");
        }
    }

    private static void timer(Decision decision, Command.TimerDue due) {
        Timers.Timer timer = Timers.of(decision.run(), decision.scope().planned()).stream()
                .filter(each -> each.name().equals(due.timer()) && each.fence() == due.fence())
                .findFirst()
                .orElse(null);
        if (timer == null || timer.dueAt() > decision.origin().at()) {
            decision.reject(due, ErrorCode.STALE_TIMER, "What '%s' waited for is over.", due.timer());
            return;
        }
        switch (timer.kind()) {
            case RUN_DEADLINE -> decision.fail(ErrorCode.RUN_DEADLINE.id(), null, ErrorCode.RUN_DEADLINE.meaning());
            case CANCEL_GRACE -> {
                decision.cancelOpen("no answer to the order to stop", step -> true, true);
                decision.endIfNothingIsOpen();
            }
            case OFFER -> {
                StepState step = Objects.requireNonNull(decision.run().wanted(timer.subject(), timer.fence()));
                StepState.Attempt attempt = step.attempt();
                decision.emit(new Fact.SegmentOffered(
                        step.segment(), attempt.number(), attempt.fence(), attempt.offer() + 1));
            }
            case STEP_TIMEOUT -> {
                StepState step = decision.step(timer.subject());
                Holder holder = decision.holder(step);
                ReportRules.failed(decision, step, ReportRules.problem(ErrorCode.STEP_TIMEOUT), holder);
            }
        }
    }

    private static void retryDue(Decision decision, Command.RetryDue due) {
        boolean waits = decision.run().segment(due.segment()).stream()
                .anyMatch(step ->
                        step.phase() == StepPhase.RETRYING && step.attempt().fence() == due.fence());
        if (waits) {
            decision.offer(due.segment());
        } else {
            decision.reject(due, ErrorCode.STALE_TIMER, "Nothing of '%s' waits.", due.segment());
        }
    }

    /** An offer that cannot be made fails, as long as nobody has taken it. */
    private static void unofferable(Decision decision, Command.Unofferable refused) {
        Command.Fault why = refused.fault();
        StepState step = decision.run().wanted(refused.segment(), refused.fence());
        if (step == null || decision.run().taken(refused.segment(), refused.fence()) != null) {
            decision.reject(refused, why);
        } else {
            StepState.Problem problem = new StepState.Problem(why.code(), ErrorCode.Kind.DATA.name(), why.message());
            ReportRules.failed(decision, step, problem, null);
        }
    }

    private static void leaseExpired(Decision decision, Command.LeaseExpired expired) {
        StepState lost = decision.run().wanted(expired.segment(), expired.fence());
        StepState.Attempt taken = decision.run().taken(expired.segment(), expired.fence());
        if (lost == null || taken == null || !expired.runner().equals(taken.runner())) {
            decision.reject(expired, ErrorCode.STALE_ATTEMPT, "The attempt is over, or another runner's.");
        } else {
            ReportRules.lost(decision, lost, expired.runner(), expired.detail());
        }
    }
}
