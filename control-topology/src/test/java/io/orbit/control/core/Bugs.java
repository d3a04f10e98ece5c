package io.orbit.control.core;

import io.orbit.control.core.Command.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.LongUnaryOperator;

/** Ways to bend the rules at their seams, for {@link PlantedBug}. */
final class Bugs {
    private Bugs() {}

    interface Evolving {
        Scope after(Scope before, Event event, Scope after);
    }

    /** Hears something else than was reported. */
    abstract static class InReports implements Rules {
        abstract Report heard(RunState run, StepState step, Report report);

        @Override
        public List<Event> decide(Scope scope, Command command, Origin origin) {
            if (command instanceof Report report && !report.items().isEmpty()) {
                StepState step = scope.run().step(report.items().get(0).step());
                Report heard = step == null ? report : heard(scope.run(), step, report);
                return Decider.decide(scope, heard, origin);
            }
            return Decider.decide(scope, command, origin);
        }
    }

    /** Looks at something that does not come in with the command. */
    static final class Restless implements Rules {
        private final AtomicLong clock = new AtomicLong();

        @Override
        public List<Event> decide(Scope scope, Command command, Origin origin) {
            return facts((seen, fact) ->
                            fact instanceof Fact.RunQueued ? new Fact.RunQueued("at " + clock.incrementAndGet()) : fact)
                    .decide(scope, command, origin);
        }
    }

    /** Remembers what no event says. */
    static final class Forgetful implements Rules {
        private final AtomicLong evolved = new AtomicLong();

        @Override
        public Scope evolve(Scope scope, Event event) {
            Scope after = event.evolve(scope);
            return event.fact() instanceof Fact.RunCancelled
                    ? after.with(after.run().enter(RunPhase.CANCELLED, evolved.incrementAndGet(), null))
                    : after;
        }
    }

    static Rules scope(BiFunction<Scope, Command, Scope> seen) {
        return new Rules() {
            @Override
            public List<Event> decide(Scope scope, Command command, Origin origin) {
                return Decider.decide(seen.apply(scope, command), command, origin);
            }
        };
    }

    static Rules facts(BiFunction<Scope, Fact, Fact> told) {
        return new Rules() {
            @Override
            public List<Event> decide(Scope scope, Command command, Origin origin) {
                return Decider.decide(scope, command, origin).stream()
                        .map(event -> with(event, event.seq(), event.at(), told.apply(scope, event.fact())))
                        .toList();
            }
        };
    }

    static Rules dropping(Class<? extends Fact> dropped) {
        return new Rules() {
            @Override
            public List<Event> decide(Scope scope, Command command, Origin origin) {
                List<Event> kept = new ArrayList<>();
                long missing = 0;
                for (Event event : Decider.decide(scope, command, origin)) {
                    if (dropped.isInstance(event.fact())) {
                        missing++;
                    } else {
                        long seq = event.seq() == 0 ? 0 : event.seq() - missing;
                        kept.add(with(event, seq, event.at(), event.fact()));
                    }
                }
                return kept;
            }
        };
    }

    static Rules effects(BiFunction<Event, List<Effect>, List<Effect>> told) {
        return new Rules() {
            @Override
            public List<Effect> effects(Event event) {
                return told.apply(event, Effect.of(event));
            }
        };
    }

    static Rules timers(BiPredicate<RunState, Timers.Timer> kept) {
        return new Rules() {
            @Override
            public List<Timers.Timer> timers(RunState run, Plan plan) {
                return Timers.of(run, plan).stream()
                        .filter(timer -> kept.test(run, timer))
                        .toList();
            }
        };
    }

    static Rules evolving(Evolving evolving) {
        return new Rules() {
            @Override
            public Scope evolve(Scope scope, Event event) {
                return evolving.after(scope, event, event.evolve(scope));
            }
        };
    }

    /** Decides with {@code more} retries than the plan has. */
    static Rules retries(int more) {
        return scope((scope, command) -> {
            Plan plan = scope.plan();
            if (plan == null || command instanceof Command.Define) {
                return scope;
            }
            List<PlannedStep> steps = plan.steps().stream()
                    .map(step -> new PlannedStep(
                            step.id(),
                            step.method(),
                            step.segment(),
                            step.light(),
                            step.upstreams(),
                            step.timeoutMs(),
                            retries(step.retry(), more)))
                    .toList();
            return new Scope(scope.pipeline(), with(plan, steps), scope.run(), scope.keyOwner());
        });
    }

    private static RetryPolicy retries(RetryPolicy policy, int more) {
        int retries = Math.max(0, policy.maxRetries() + more);
        return new RetryPolicy(retries, policy.delayMs(), policy.factor(), policy.maxDelayMs(), policy.jitter());
    }

    static Plan unbound(Plan plan) {
        List<PlannedStep> steps = plan.steps().stream()
                .map(step -> new PlannedStep(
                        step.id(),
                        step.method(),
                        step.segment(),
                        step.light(),
                        List.of(),
                        step.timeoutMs(),
                        step.retry()))
                .toList();
        return with(plan, steps);
    }

    private static Plan with(Plan plan, List<PlannedStep> steps) {
        return new Plan(plan.version(), plan.deadlineMs(), plan.maxActiveRuns(), plan.overlap(), steps);
    }

    private static Event with(Event event, long seq, long at, Fact fact) {
        return new Event(event.pipeline(), event.runId(), seq, at, event.cause(), event.actor(), event.version(), fact);
    }

    static List<Event> at(long at, List<Event> events) {
        return events.stream()
                .map(event -> with(event, event.seq(), at, event.fact()))
                .toList();
    }

    static List<Event> numbered(List<Event> events, LongUnaryOperator number) {
        return events.stream()
                .map(event -> with(event, number.applyAsLong(event.seq()), event.at(), event.fact()))
                .toList();
    }

    static Report with(Report report, long fence, String runner, long epoch) {
        return new Report(report.segment(), fence, runner, epoch, report.items());
    }

    static List<Effect> twice(List<Effect> effects, Class<? extends Effect> kind) {
        List<Effect> more = new ArrayList<>(effects);
        effects.stream().filter(kind::isInstance).forEach(more::add);
        return more;
    }

    static List<Effect> without(List<Effect> effects, Class<? extends Effect> kind) {
        return effects.stream().filter(effect -> !kind.isInstance(effect)).toList();
    }

    static StepState failedOnceMore(StepState step) {
        return new StepState(
                step.id(),
                step.segment(),
                step.phase(),
                step.attempt(),
                step.failures() + 1,
                step.losses(),
                step.generation(),
                step.dueAt(),
                step.yield(),
                step.error(),
                step.token(),
                step.past());
    }

    static StepState keepToken(RunState before, StepState step) {
        StepState was = before.step(step.id());
        return was == null || was.token() == null
                ? step
                : new StepState(
                        step.id(),
                        step.segment(),
                        step.phase(),
                        step.attempt(),
                        step.failures(),
                        step.losses(),
                        step.generation(),
                        step.dueAt(),
                        step.yield(),
                        step.error(),
                        was.token(),
                        step.past());
    }

    static StepState asItWas(RunState before, StepState step, String unless) {
        StepState was = before.step(step.id());
        return was == null || step.id().equals(unless) ? step : was;
    }

    static PipelineState widened(PipelineState pipeline) {
        int limit = pipeline.maxActiveRuns();
        return pipeline.defined(pipeline.version(), pipeline.hash(), pipeline.definedAt(), limit == 0 ? 0 : limit + 1);
    }

    static PipelineState reversed(PipelineState pipeline) {
        List<String> queue = new ArrayList<>(pipeline.queue());
        Collections.reverse(queue);
        return new PipelineState(
                pipeline.id(),
                pipeline.version(),
                pipeline.hash(),
                pipeline.definedAt(),
                pipeline.maxActiveRuns(),
                pipeline.active(),
                queue);
    }
}
