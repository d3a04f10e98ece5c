package io.orbit.control.core;

import io.orbit.control.core.StepState.Attempt;
import io.orbit.control.core.StepState.Problem;
import io.orbit.control.core.StepState.Yield;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What happened, and what it changes. A closed family: a new case does not compile until it says what it changes. */
public sealed interface Fact {
    /** The scope after the fact; {@code at} is epoch ms. */
    Scope evolve(Scope scope, long at);

    /** Somebody at work on an attempt, who is told to stop. */
    record Holder(String runner, String segment, long fence) {}

    record PipelineDefined(int version, String hash, String definition, Plan plan) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            PipelineState defined = scope.pipeline().defined(version, hash, at, plan.maxActiveRuns());
            return new Scope(defined, plan, scope.run(), scope.keyOwner());
        }
    }

    record RunAccepted(
            String params, String trigger, @Nullable String idempotencyKey) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            RunState.Asked asked = new RunState.Asked(scope.planned().version(), params, trigger, idempotencyKey, at);
            List<StepState> steps =
                    scope.planned().steps().stream().map(StepState::pending).toList();
            RunState run = new RunState(scope.run().id(), RunPhase.QUEUED, asked, 0, 1, 0, 0, at, null, steps);
            return new Scope(scope.pipeline(), scope.plan(), run, idempotencyKey == null ? null : run.id());
        }
    }

    record RunQueued(String reason) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            RunState run = scope.run();
            RunState.Ending why = new RunState.Ending("", reason, null);
            return scope.with(scope.pipeline().queued(run.id())).with(run.enter(RunPhase.QUEUED, at, why));
        }
    }

    record RunStarted() implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.with(scope.pipeline().activated(scope.run().id()))
                    .with(scope.run().started(at));
        }
    }

    /** A finished run lives again; {@code kind} is RESUME, RETRY or REDRIVE, {@code reset} the steps that run again. */
    record RunResumed(int epoch, String kind, List<String> reset) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.with(scope.run()
                    .each(step -> reset.contains(step.id()) ? step.reset() : step)
                    .resumed(epoch, at));
        }
    }

    record RunCancelling(String reason, List<Holder> holders) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            RunState.Ending why = new RunState.Ending("", reason, null);
            return scope.with(scope.run().enter(RunPhase.CANCELLING, at, why));
        }
    }

    record RunSucceeded() implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.ended(RunPhase.SUCCEEDED, at, null);
        }
    }

    record RunFailed(@Nullable String step, String code, String message) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.ended(RunPhase.FAILED, at, new RunState.Ending(code, message, step));
        }
    }

    record RunCancelled(String reason) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.ended(RunPhase.CANCELLED, at, new RunState.Ending("", reason, null));
        }
    }

    record StepScheduled(String step, int attempt, long fence) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            Attempt next = new Attempt(attempt, fence, 0, at, 0, 0, null, 0);
            return scope.with(scope.run()
                    .step(step, was -> was.in(StepPhase.SCHEDULED, next))
                    .fenced(fence));
        }
    }

    /** The scheduled steps of a segment are offered to the runners, {@code offer} counting from 1 per attempt. */
    record SegmentOffered(String segment, int attempt, long fence, int offer) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.with(scope.run()
                    .each(step -> step.segment().equals(segment) && step.phase() == StepPhase.SCHEDULED
                            ? step.in(StepPhase.SCHEDULED, step.attempt().offered(offer, at))
                            : step));
        }
    }

    record StepStarted(String step, int attempt, long fence, String runner, long runnerEpoch) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.with(scope.run()
                    .step(step, was -> was.in(StepPhase.RUNNING, was.attempt().startedBy(runner, runnerEpoch, at))));
        }
    }

    /** How far an attempt is; {@code healthy} after so long without a failure that what failed before is forgiven. */
    record StepProgressed(String step, int attempt, long fence, boolean healthy, SortedMap<String, Long> metrics)
            implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.with(scope.run().step(step, was -> was.progressed(healthy, metrics)));
        }
    }

    record StepSucceeded(
            String step,
            int attempt,
            long fence,
            @Nullable String result,
            SortedMap<String, Long> metrics,
            @Nullable String output)
            implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.with(scope.run().step(step, was -> was.succeeded(new Yield(result, metrics, output), at)));
        }
    }

    /** An attempt failed; {@code holder} is told to stop, null when it stopped by itself. */
    record StepFailed(
            String step,
            int attempt,
            long fence,
            Problem problem,
            @Nullable String runner,
            @Nullable Holder holder) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.closed(step, fence, "FAILED", at, problem);
        }
    }

    record StepLost(
            String step,
            int attempt,
            long fence,
            String runner,
            String detail,
            @Nullable Holder holder) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.closed(step, fence, "LOST", at, null);
        }
    }

    /** Attempt {@code attempt} is to come; {@code fence} is that of the attempt that failed. */
    record RetryScheduled(String step, int attempt, long fence, long delayMs, long dueAt) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.with(scope.run().step(step, was -> was.retrying(dueAt)));
        }
    }

    record StepDeadLettered(String step, int attempts, Problem problem, String token) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.with(scope.run().step(step, was -> was.deadLettered(problem, token)));
        }
    }

    record StepCancelled(
            String step,
            int attempt,
            long fence,
            String reason,
            @Nullable Holder holder) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope.with(scope.run().step(step, was -> was.closed(StepPhase.CANCELLED, "CANCELLED", at, null)));
        }
    }

    /** An input that changed nothing, and why; {@code holder} reported a stale start and is told to stop. */
    record Rejected(
            String input,
            String code,
            String message,
            @Nullable Holder holder) implements Fact {
        @Override
        public Scope evolve(Scope scope, long at) {
            return scope;
        }
    }
}
