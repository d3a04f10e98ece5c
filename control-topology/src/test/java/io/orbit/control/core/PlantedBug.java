package io.orbit.control.core;

import io.orbit.control.core.Command.Report;
import java.util.List;
import java.util.Objects;

/** A bug that somebody might write one day. The laws must catch each. */
record PlantedBug(String name, Rules rules) {
    static final List<PlantedBug> ALL = List.of(
            new PlantedBug("fence check dropped", new Bugs.InReports() {
                @Override
                Report heard(RunState run, StepState step, Report report) {
                    return Bugs.with(report, step.attempt().fence(), report.runner(), report.runnerEpoch());
                }
            }),
            new PlantedBug("report of another runner believed", new Bugs.InReports() {
                @Override
                Report heard(RunState run, StepState step, Report report) {
                    StepState.Attempt taken = run.taken(report.segment(), report.fence());
                    return taken == null
                            ? report
                            : Bugs.with(report, report.fence(), String.valueOf(taken.runner()), taken.runnerEpoch());
                }
            }),
            new PlantedBug("epoch of the runner forgotten", new Bugs.InReports() {
                @Override
                Report heard(RunState run, StepState step, Report report) {
                    StepState.Attempt taken = run.taken(report.segment(), report.fence());
                    boolean same = taken != null && report.runner().equals(taken.runner());
                    return same ? Bugs.with(report, report.fence(), report.runner(), taken.runnerEpoch()) : report;
                }
            }),
            new PlantedBug(
                    "late report accepted",
                    Bugs.scope((scope, command) -> command instanceof Report report
                            ? scope.with(scope.run()
                                    .each(step -> step.attempt().fence() == report.fence()
                                                    && step.phase() == StepPhase.RETRYING
                                            ? step.in(
                                                    StepPhase.RUNNING,
                                                    step.attempt().startedBy(report.runner(), report.runnerEpoch(), 1))
                                            : step))
                            : scope)),
            new PlantedBug(
                    "command emitted twice", Bugs.effects((event, effects) -> Bugs.twice(effects, Effect.Offer.class))),
            new PlantedBug(
                    "offer forgotten",
                    Bugs.effects((event, effects) ->
                            event.seq() % 5 == 0 ? Bugs.without(effects, Effect.Offer.class) : effects)),
            new PlantedBug("offer timer forgotten", Bugs.timers((run, timer) -> timer.kind() != Timers.Kind.OFFER)),
            new PlantedBug(
                    "step timeout forgotten", Bugs.timers((run, timer) -> timer.kind() != Timers.Kind.STEP_TIMEOUT)),
            new PlantedBug(
                    "cancel grace forgotten", Bugs.timers((run, timer) -> timer.kind() != Timers.Kind.CANCEL_GRACE)),
            new PlantedBug("timer kept after the start", new Rules() {
                @Override
                public List<Timers.Timer> timers(RunState run, Plan plan) {
                    RunState unstarted = run.each(step -> step.phase() == StepPhase.RUNNING
                            ? step.in(StepPhase.SCHEDULED, step.attempt().offered(1, 1))
                            : step);
                    return Timers.of(unstarted, plan);
                }
            }),
            new PlantedBug("early timer believed", new Rules() {
                @Override
                public List<Event> decide(Scope scope, Command command, Origin origin) {
                    boolean timer = command instanceof Command.TimerDue;
                    Origin later = new Origin(origin.at() + 10_000, origin.cause(), origin.actor());
                    return Bugs.at(origin.at(), Decider.decide(scope, command, timer ? later : origin));
                }
            }),
            new PlantedBug("one retry too many", Bugs.retries(1)),
            new PlantedBug("one retry too few", Bugs.retries(-1)),
            new PlantedBug(
                    "retry without delay",
                    Bugs.facts((scope, fact) -> fact instanceof Fact.RetryScheduled retry
                            ? new Fact.RetryScheduled(
                                    retry.step(), retry.attempt(), retry.fence(), 0, retry.dueAt() - retry.delayMs())
                            : fact)),
            new PlantedBug(
                    "retry ticket forgotten",
                    Bugs.effects((event, effects) -> Bugs.without(effects, Effect.Delay.class))),
            new PlantedBug("stopped runner costs a retry", new Bugs.InReports() {
                @Override
                Report heard(RunState run, StepState step, Report report) {
                    StepState.Problem other = new StepState.Problem("ORB-2200", "TRANSIENT", "it broke");
                    boolean failed = report.items().get(0) instanceof Command.Item.Failed;
                    List<Command.Item> items = List.of(new Command.Item.Failed(step.id(), other));
                    return failed
                            ? new Report(report.segment(), report.fence(), report.runner(), report.runnerEpoch(), items)
                            : report;
                }
            }),
            new PlantedBug(
                    "loss counted as failure",
                    Bugs.evolving((before, event, after) -> event.fact() instanceof Fact.StepLost lost
                            ? after.with(after.run().step(lost.step(), step -> Bugs.failedOnceMore(step)))
                            : after)),
            new PlantedBug(
                    "every progress forgives",
                    Bugs.evolving((before, event, after) -> event.fact() instanceof Fact.StepProgressed now
                            ? after.with(after.run().step(now.step(), step -> step.progressed(true, now.metrics())))
                            : after)),
            new PlantedBug(
                    "progress not kept",
                    Bugs.evolving((before, event, after) -> event.fact() instanceof Fact.StepProgressed
                            ? after.with(before.run().at(event.seq()))
                            : after)),
            new PlantedBug("progress of a stale attempt believed", new Bugs.InReports() {
                @Override
                Report heard(RunState run, StepState step, Report report) {
                    boolean progress = report.items().get(0) instanceof Command.Item.Progressed;
                    return progress
                            ? Bugs.with(report, step.attempt().fence(), report.runner(), report.runnerEpoch())
                            : report;
                }
            }),
            new PlantedBug(
                    "resumption runs a success again",
                    Bugs.facts((scope, fact) -> fact instanceof Fact.RunResumed resumed
                            ? new Fact.RunResumed(
                                    resumed.epoch(),
                                    resumed.kind(),
                                    scope.run().steps().stream()
                                            .map(StepState::id)
                                            .toList())
                            : fact)),
            new PlantedBug(
                    "retry forgets what follows",
                    Bugs.facts((scope, fact) -> fact instanceof Fact.RunResumed resumed
                            ? new Fact.RunResumed(
                                    resumed.epoch(),
                                    resumed.kind(),
                                    resumed.reset().subList(0, 1))
                            : fact)),
            new PlantedBug(
                    "cancel ignored",
                    Bugs.scope((scope, command) -> command instanceof Command.Cancel
                            ? scope.with(scope.run().enter(RunPhase.CANCELLING, 0, null))
                            : scope)),
            new PlantedBug(
                    "ended run cancelled",
                    Bugs.scope((scope, command) -> command instanceof Command.Cancel
                                    && scope.run().phase().terminal()
                            ? scope.with(scope.run().enter(RunPhase.RUNNING, 0, null))
                            : scope)),
            new PlantedBug(
                    "stop order forgotten", Bugs.effects((event, effects) -> Bugs.without(effects, Effect.Stop.class))),
            new PlantedBug(
                    "dead letter not written",
                    Bugs.effects((event, effects) -> Bugs.without(effects, Effect.Bury.class))),
            new PlantedBug("dead letter missing", Bugs.dropping(Fact.StepDeadLettered.class)),
            new PlantedBug(
                    "dead letter redriven twice",
                    Bugs.evolving((before, event, after) -> event.fact() instanceof Fact.RunResumed
                            ? after.with(after.run().each(step -> Bugs.keepToken(before.run(), step)))
                            : after)),
            new PlantedBug(
                    "upstreams not awaited",
                    Bugs.scope((scope, command) -> scope.plan() == null || command instanceof Command.Define
                            ? scope
                            : new Scope(scope.pipeline(), Bugs.unbound(scope.plan()), scope.run(), scope.keyOwner()))),
            new PlantedBug("number skipped", new Rules() {
                @Override
                public List<Event> decide(Scope scope, Command command, Origin origin) {
                    return Bugs.numbered(Decider.decide(scope, command, origin), seq -> seq >= 5 ? seq + 1 : seq);
                }
            }),
            new PlantedBug(
                    "place leaked by failure",
                    Bugs.evolving((before, event, after) ->
                            event.fact() instanceof Fact.RunFailed ? after.with(before.pipeline()) : after)),
            new PlantedBug(
                    "place leaked by cancellation",
                    Bugs.evolving((before, event, after) ->
                            event.fact() instanceof Fact.RunCancelled ? after.with(before.pipeline()) : after)),
            new PlantedBug(
                    "place not given away",
                    Bugs.effects((event, effects) -> event.fact() instanceof Fact.RunFailed
                            ? Bugs.without(effects, Effect.AdmitNext.class)
                            : effects)),
            new PlantedBug(
                    "limit off by one", Bugs.scope((scope, command) -> scope.with(Bugs.widened(scope.pipeline())))),
            new PlantedBug(
                    "last come first served",
                    Bugs.evolving((before, event, after) -> event.fact() instanceof Fact.RunQueued
                            ? after.with(Bugs.reversed(after.pipeline()))
                            : after)),
            new PlantedBug(
                    "idempotency key ignored",
                    Bugs.scope((scope, command) -> new Scope(scope.pipeline(), scope.plan(), scope.run(), null))),
            new PlantedBug(
                    "mates not released",
                    Bugs.evolving((before, event, after) -> event.fact() instanceof Fact.StepFailed failed
                            ? after.with(after.run().each(step -> Bugs.asItWas(before.run(), step, failed.step())))
                            : after)),
            new PlantedBug(
                    "fence used again",
                    Bugs.scope((scope, command) -> command instanceof Command.RetryDue
                            ? scope.with(scope.run().fenced(scope.run().lastFence() - 1))
                            : scope)),
            new PlantedBug(
                    "lease of another runner",
                    Bugs.scope((scope, command) -> command instanceof Command.LeaseExpired expired
                            ? scope.with(scope.run()
                                    .each(step -> step.attempt().runner() == null
                                            ? step
                                            : step.in(
                                                    step.phase(), step.attempt().startedBy(expired.runner(), 0, 1))))
                            : scope)),
            new PlantedBug(
                    "same definition new version",
                    Bugs.scope((scope, command) -> command instanceof Command.Define
                            ? scope.with(scope.pipeline()
                                    .defined(
                                            scope.pipeline().version(),
                                            "",
                                            0,
                                            scope.pipeline().maxActiveRuns()))
                            : scope)),
            new PlantedBug("clock instead of the commands time", new Bugs.Restless()),
            new PlantedBug("state that is not in the log", new Bugs.Forgetful()),
            new PlantedBug("throws on an unknown step", new Rules() {
                @Override
                public List<Event> decide(Scope scope, Command command, Origin origin) {
                    if (command instanceof Report report && !report.items().isEmpty()) {
                        Objects.requireNonNull(
                                scope.run().step(report.items().get(0).step()));
                    }
                    return Decider.decide(scope, command, origin);
                }
            }));

    @Override
    public String toString() {
        return name;
    }
}
