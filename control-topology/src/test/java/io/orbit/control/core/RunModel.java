package io.orbit.control.core;

import io.orbit.control.core.Fact.Holder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a run must be, read off the log by the {@link Table} alone; it breaks a law where the log does. */
final class RunModel {
    record Owner(String runner, long epoch) {}

    final String id;
    final Plan plan;
    final Map<String, StepModel> steps = new LinkedHashMap<>();
    final Map<Long, Owner> owners = new HashMap<>();
    private final Set<String> offers = new LinkedHashSet<>();
    RunPhase phase = RunPhase.ABSENT;
    long seq;
    int epoch = 1;
    long lastFence;
    long since;

    /** What must come next within this decision, and nothing else; null when anything may. */
    private Class<? extends Fact> next;

    private boolean mustFail;

    RunModel(String id, Plan plan) {
        this.id = id;
        this.plan = plan;
        plan.steps().forEach(step -> steps.put(step.id(), new StepModel(step)));
    }

    Stream<StepModel> segment(String name) {
        return steps.values().stream().filter(step -> step.planned.segment().equals(name));
    }

    /** Who is at work now. */
    List<Holder> working() {
        return steps.values().stream()
                .filter(step -> step.phase == StepPhase.RUNNING)
                .map(step -> new Holder(owners.get(step.fence).runner(), step.planned.segment(), step.fence))
                .distinct()
                .toList();
    }

    void apply(Event event, Command cause) {
        seq++;
        Law.NUMBERS.holds(event.seq() == seq, () -> "event %d should be %d: %s".formatted(event.seq(), seq, event));
        Fact fact = event.fact();
        if (next != null) {
            Law.RETRIES.holds(next.isInstance(fact), () -> "%s should follow, not %s".formatted(next, fact));
            next = null;
        }
        boolean asked =
                cause instanceof Command.Resume || cause instanceof Command.Retry || cause instanceof Command.Redrive;
        Law.TERMINAL.holds(
                !phase.terminal() || (asked && fact instanceof Fact.RunResumed),
                () -> "run %s: %s by %s".formatted(phase, fact, cause));
        Table.RunMove move = Table.RUN.get(fact.getClass());
        if (move != null) {
            Law.MOVES.holds(move.from().contains(phase), () -> "run %s is %s: %s".formatted(id, phase, fact));
            since = event.at();
            phase = move.to();
        }
        Table.Place place = Table.place(fact);
        if (place != null) {
            moves(event, place);
        }
        on(event, cause);
    }

    private void moves(Event event, Table.Place place) {
        Fact fact = event.fact();
        StepModel step = steps.get(place.step());
        Table.StepMove move = Table.STEP.get(fact.getClass());
        Law.SUCCESS_IS_FINAL.holds(
                step.phase != StepPhase.SUCCEEDED, () -> "step %s has succeeded: %s".formatted(step, fact));
        Law.MOVES.holds(
                move.from().contains(step.phase) && move.during().contains(phase),
                () -> "run %s, step %s: %s".formatted(phase, step, fact));
        if (fact instanceof Fact.StepScheduled) {
            Law.ATTEMPTS.holds(place.attempt() == step.attempt + 1, () -> step + ": " + fact);
        } else {
            Law.ATTEMPTS.holds(place.attempt() == step.attempt, () -> step + ": " + fact);
            Law.FENCES.holds(place.fence() == step.fence, () -> step + ": " + fact);
        }
    }

    private void on(Event event, Command cause) {
        Fact fact = event.fact();
        if (fact instanceof Fact.StepScheduled scheduled) {
            scheduled(scheduled, cause);
        } else if (fact instanceof Fact.SegmentOffered offered) {
            offered(offered, event.at());
        } else if (fact instanceof Fact.StepStarted started) {
            StepModel step = steps.get(started.step());
            Owner sender = new Owner(started.runner(), started.runnerEpoch());
            upstreamsSucceeded(step, true);
            Owner owner = owners.computeIfAbsent(started.fence(), fence -> sender);
            Law.OWNER.holds(owner.equals(sender), () -> "%s belongs to %s: %s".formatted(step, owner, fact));
            step.phase = StepPhase.RUNNING;
            step.startedAt = event.at();
        } else if (fact instanceof Fact.StepSucceeded succeeded) {
            StepModel step = steps.get(succeeded.step());
            upstreamsSucceeded(step, false);
            step.phase = StepPhase.SUCCEEDED;
        } else if (fact instanceof Fact.StepFailed failed) {
            failed(steps.get(failed.step()), failed.problem());
        } else if (fact instanceof Fact.StepLost lost) {
            StepModel step = steps.get(lost.step());
            release(step);
            step.losses++;
            next = phase != RunPhase.RUNNING
                    ? null
                    : step.losses <= 5 ? Fact.StepScheduled.class : Fact.StepDeadLettered.class;
        } else if (fact instanceof Fact.RetryScheduled retry) {
            retrying(steps.get(retry.step()), retry, event.at());
        } else if (fact instanceof Fact.StepDeadLettered dead) {
            StepModel step = steps.get(dead.step());
            Law.DEAD_LETTERS.holds(step.phase == StepPhase.PENDING && dead.attempts() == step.attempt, () -> "" + dead);
            step.phase = StepPhase.FAILED;
            step.token = dead.token();
            mustFail = true;
        } else if (fact instanceof Fact.StepCancelled cancelled) {
            steps.get(cancelled.step()).phase = StepPhase.CANCELLED;
        } else if (fact instanceof Fact.RunResumed resumed) {
            resumed(resumed, cause);
        } else if (fact instanceof Fact.RunFailed failed) {
            mustFail = false;
            boolean buried = failed.step() != null && steps.get(failed.step()).phase == StepPhase.FAILED;
            Law.DEAD_LETTERS.holds(buried || cause instanceof Command.TimerDue, () -> "no dead letter for " + failed);
        } else if (fact instanceof Fact.RunSucceeded) {
            Law.UPSTREAMS.holds(
                    steps.values().stream().allMatch(step -> step.phase == StepPhase.SUCCEEDED),
                    () -> "the run succeeded with " + steps.values());
        }
    }

    private void scheduled(Fact.StepScheduled scheduled, Command cause) {
        StepModel step = steps.get(scheduled.step());
        boolean retry = step.phase == StepPhase.RETRYING;
        Law.NOT_BEFORE_DUE.holds(!retry || cause instanceof Command.RetryDue, () -> "%s by %s".formatted(step, cause));
        upstreamsSucceeded(step, true);
        boolean sameOffer =
                segment(step.planned.segment()).anyMatch(mate -> mate.offered() && mate.fence == scheduled.fence());
        Law.FENCES.holds(
                sameOffer ? scheduled.fence() == lastFence : scheduled.fence() > lastFence,
                () -> "fence %d after %d".formatted(scheduled.fence(), lastFence));
        lastFence = scheduled.fence();
        step.phase = StepPhase.SCHEDULED;
        step.attempt = scheduled.attempt();
        step.fence = scheduled.fence();
        step.offer = 0;
    }

    private void offered(Fact.SegmentOffered offered, long at) {
        Law.OFFERS.holds(
                offers.add(offered.segment() + '/' + offered.fence() + '/' + offered.offer()),
                () -> "again: " + offered);
        List<StepModel> to = segment(offered.segment())
                .filter(step -> step.phase == StepPhase.SCHEDULED)
                .toList();
        Law.OFFERS.holds(
                !to.isEmpty()
                        && to.stream().allMatch(step -> step.fence == offered.fence())
                        && to.stream().allMatch(step -> step.offer == offered.offer() - 1),
                () -> "%s to %s".formatted(offered, to));
        to.forEach(step -> step.offer = offered.offer());
        to.forEach(step -> step.offeredAt = at);
    }

    private void failed(StepModel step, StepState.Problem problem) {
        release(step);
        step.failures++;
        boolean passing = !Set.of("CONFIG", "AUTH", "DATA", "INTERNAL").contains(problem.kind());
        boolean again = passing && step.failures <= step.planned.retry().maxRetries();
        next = phase != RunPhase.RUNNING ? null : again ? Fact.RetryScheduled.class : Fact.StepDeadLettered.class;
    }

    private void retrying(StepModel step, Fact.RetryScheduled retry, long at) {
        RetryPolicy policy = step.planned.retry();
        double plain = policy.delayMs();
        for (int i = 1; i < step.failures; i++) {
            plain = Math.min(plain * policy.factor(), (double) policy.maxDelayMs());
        }
        double base = Math.min(plain, (double) policy.maxDelayMs());
        Law.RETRIES.holds(
                Math.abs(retry.delayMs() - base) <= base * policy.jitter() + 1
                        && retry.delayMs() <= policy.maxDelayMs()
                        && retry.dueAt() == at + retry.delayMs(),
                () -> "%s after %d failures with %s".formatted(retry, step.failures, policy));
        step.phase = StepPhase.RETRYING;
        step.dueAt = retry.dueAt();
    }

    /** The attempt of {@code step} is over, and with it that of its mates. */
    private void release(StepModel step) {
        long fence = step.fence;
        steps.values().stream()
                .filter(mate -> mate.offered() && mate.fence == fence)
                .forEach(mate -> mate.phase = StepPhase.PENDING);
    }

    private void resumed(Fact.RunResumed resumed, Command cause) {
        epoch++;
        Set<String> must = new TreeSet<>();
        steps.values().stream()
                .filter(step -> step.phase != StepPhase.SUCCEEDED)
                .forEach(step -> must.add(step.id()));
        if (cause instanceof Command.Retry retry && retry.fromStep() != null) {
            must.addAll(Redoing.from(plan, retry.fromStep()));
        }
        Law.SUCCESS_IS_FINAL.holds(
                must.equals(new TreeSet<>(resumed.reset())), () -> "%s should name %s".formatted(resumed, must));
        Law.STATE.holds(resumed.epoch() == epoch, () -> "epoch %d: %s".formatted(epoch, resumed));
        must.forEach(step -> steps.get(step).reset());
    }

    private void upstreamsSucceeded(StepModel step, boolean orTogether) {
        for (String up : step.planned.upstreams()) {
            StepModel upstream = steps.get(up);
            boolean together = orTogether && upstream.planned.segment().equals(step.planned.segment());
            Law.UPSTREAMS.holds(
                    together || upstream.phase == StepPhase.SUCCEEDED, () -> "%s before %s".formatted(step, upstream));
        }
    }

    /** Holds between decisions. */
    void rests() {
        Law.RETRIES.holds(next == null, () -> "%s is missing".formatted(next));
        Law.DEAD_LETTERS.holds(!mustFail, () -> "the run goes on after a dead letter");
        List<StepModel> open = steps.values().stream().filter(StepModel::open).toList();
        Law.MOVES.holds(
                open.isEmpty() || phase == RunPhase.RUNNING || phase == RunPhase.CANCELLING,
                () -> "run %s with %s".formatted(phase, open));
        if (phase == RunPhase.CANCELLING) {
            boolean work = !open.isEmpty() && open.stream().allMatch(step -> step.phase == StepPhase.RUNNING);
            Law.CAUSES.holds(work, () -> "the cancelled run waits for " + open);
        }
        if (phase == RunPhase.RUNNING) {
            Law.CAUSES.holds(!open.isEmpty(), () -> "nothing of the run is under way");
            plan.segments().forEach(this::restsSegment);
        }
    }

    private void restsSegment(String name) {
        List<StepModel> all = segment(name).toList();
        long fences = all.stream()
                .filter(StepModel::offered)
                .map(step -> step.fence)
                .distinct()
                .count();
        Law.FENCES.holds(fences <= 1, () -> "two open fences: " + all);
        Law.OFFERS.holds(
                all.stream().noneMatch(step -> step.phase == StepPhase.SCHEDULED && step.offer == 0),
                () -> "never offered: " + all);
        boolean idle = all.stream().noneMatch(StepModel::open)
                && all.stream().anyMatch(step -> step.phase == StepPhase.PENDING);
        boolean ready = all.stream()
                .flatMap(step -> step.planned.upstreams().stream())
                .map(steps::get)
                .allMatch(up -> up.planned.segment().equals(name) || up.phase == StepPhase.SUCCEEDED);
        Law.CAUSES.holds(!idle || !ready, () -> "ready but not offered: " + all);
    }
}
