package io.orbit.control.core;

import io.orbit.control.core.Fact.Holder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run must be, read off the log by the {@link Table} alone; it breaks a law where the log does. */
final class RunModel {
    record Owner(String runner, long epoch) {}

    final String id;
    final Plan plan;
    final Map<String, StepModel> steps = new LinkedHashMap<>();
    final Map<Long, Owner> owners = new HashMap<>();
    private final Set<String> offers = new HashSet<>();
    RunPhase phase = RunPhase.ABSENT;
    long seq;
    int epoch = 1;
    long lastFence;
    long startedAt;
    long since;

    /** The fact that must come next in this decision; null when any may. */
    @Nullable
    Class<? extends Fact> next;

    /** True between a dead letter and the failure of the run. */
    boolean mustFail;

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
        boolean follows = next == null || next.isInstance(fact);
        Law.RETRIES.holds(follows, () -> "%s should follow, not %s".formatted(next, fact));
        next = null;
        boolean asked =
                cause instanceof Command.Resume || cause instanceof Command.Retry || cause instanceof Command.Redrive;
        Law.TERMINAL.holds(
                !phase.terminal() || (asked && fact instanceof Fact.RunResumed),
                () -> "run %s: %s by %s".formatted(phase, fact, cause));
        Table.Place place = Table.place(fact);
        if (place == null) {
            ofRun(event, cause);
        } else {
            ofStep(event, place, cause);
        }
    }

    private void ofRun(Event event, Command cause) {
        Fact fact = event.fact();
        if (fact instanceof Fact.SegmentOffered offered) {
            offered(offered, event.at());
            return;
        }
        Table.RunMove move = Table.RUN.get(fact.getClass());
        Law.MOVES.holds(move.from().contains(phase), () -> "run %s is %s: %s".formatted(id, phase, fact));
        since = event.at();
        phase = move.to();
        if (fact instanceof Fact.RunStarted && startedAt == 0) {
            startedAt = event.at();
        } else if (fact instanceof Fact.RunResumed resumed) {
            resumed(resumed, cause);
        } else if (fact instanceof Fact.RunFailed failed) {
            mustFail = false;
            boolean buried = failed.step() != null && steps.get(failed.step()).phase == StepPhase.FAILED;
            Law.DEAD_LETTERS.holds(buried || cause instanceof Command.TimerDue, () -> "no dead letter for " + failed);
        } else if (fact instanceof Fact.RunSucceeded) {
            boolean all = steps.values().stream().allMatch(step -> step.phase == StepPhase.SUCCEEDED);
            Law.UPSTREAMS.holds(all, () -> "the run succeeded with " + steps.values());
        }
    }

    private void ofStep(Event event, Table.Place place, Command cause) {
        Fact fact = event.fact();
        StepModel step = steps.get(place.step());
        StepPhase was = step.phase;
        Table.StepMove move = Table.STEP.get(fact.getClass());
        Law.SUCCESS_IS_FINAL.holds(was != StepPhase.SUCCEEDED, () -> "%s has succeeded: %s".formatted(step, fact));
        Law.MOVES.holds(
                move.from().contains(was) && move.during().contains(phase),
                () -> "run %s, step %s: %s".formatted(phase, step, fact));
        boolean fresh = fact instanceof Fact.StepScheduled;
        int number = fresh ? step.attempt + 1 : step.attempt;
        Law.ATTEMPTS.holds(place.attempt() == number, () -> step + ": " + fact);
        Law.FENCES.holds(fresh || place.fence() == step.fence || place.fence() == 0, () -> step + ": " + fact);
        if (fact instanceof Fact.StepScheduled scheduled) {
            boolean due = was != StepPhase.RETRYING || cause instanceof Command.RetryDue;
            Law.NOT_BEFORE_DUE.holds(due, () -> "%s by %s".formatted(step, cause));
            scheduled(step, scheduled);
        }
        step.phase = move.to();
        if (fact instanceof Fact.StepStarted started) {
            started(step, started, event.at());
        } else if (fact instanceof Fact.StepProgressed progressed) {
            step.progressed(progressed);
        } else if (fact instanceof Fact.StepSucceeded succeeded) {
            upstreamsSucceeded(step, false);
            step.succeeded(succeeded.metrics());
        } else if (fact instanceof Fact.StepCancelled && was != StepPhase.RETRYING) {
            step.ended("CANCELLED");
        } else if (fact instanceof Fact.StepDeadLettered dead) {
            step.buried(dead);
            mustFail = true;
        } else {
            wentWrong(step, was, event, cause);
        }
    }

    private void wentWrong(StepModel step, StepPhase was, Event event, Command cause) {
        Fact fact = event.fact();
        RetryPolicy policy = step.planned.retry();
        boolean again = false;
        if (fact instanceof Fact.RetryScheduled retry) {
            Law.RETRIES.holds(
                    Delays.right(policy, step.failures, retry.delayMs())
                            && retry.dueAt() == event.at() + retry.delayMs(),
                    () -> "%s after %d failures with %s".formatted(retry, step.failures, policy));
            step.dueAt = retry.dueAt();
        } else if (fact instanceof Fact.StepFailed failed) {
            boolean begun = was == StepPhase.RUNNING || cause instanceof Command.Unofferable;
            Law.MOVES.holds(begun, () -> "%s fails before it starts, by %s".formatted(step, cause));
            step.failed(failed.problem());
            releaseMates(step);
            again = Delays.mayPass(failed.problem().kind()) && step.failures <= policy.maxRetries();
            next = again ? Fact.RetryScheduled.class : Fact.StepDeadLettered.class;
        } else if (fact instanceof Fact.StepLost) {
            step.lost();
            releaseMates(step);
            next = step.losses <= 5 ? Fact.StepScheduled.class : Fact.StepDeadLettered.class;
        }
        if (phase == RunPhase.CANCELLING) {
            next = null;
        }
    }

    private void scheduled(StepModel step, Fact.StepScheduled fact) {
        upstreamsSucceeded(step, true);
        boolean together =
                segment(step.planned.segment()).anyMatch(mate -> mate.offered() && mate.fence == fact.fence());
        Law.FENCES.holds(
                together ? fact.fence() == lastFence : fact.fence() > lastFence,
                () -> "fence %d after %d".formatted(fact.fence(), lastFence));
        lastFence = fact.fence();
        step.scheduled(fact);
    }

    private void offered(Fact.SegmentOffered fact, long at) {
        String name = fact.segment() + '/' + fact.fence() + '/' + fact.offer();
        Law.OFFERS.holds(offers.add(name), () -> "again: " + fact);
        List<StepModel> to = segment(fact.segment())
                .filter(step -> step.phase == StepPhase.SCHEDULED)
                .toList();
        boolean right = to.stream().allMatch(step -> step.fence == fact.fence() && step.offer == fact.offer() - 1);
        Law.OFFERS.holds(right && !to.isEmpty(), () -> "%s to %s".formatted(fact, to));
        to.forEach(step -> step.offered(fact.offer(), at));
    }

    private void started(StepModel step, Fact.StepStarted fact, long at) {
        upstreamsSucceeded(step, true);
        Owner sender = new Owner(fact.runner(), fact.runnerEpoch());
        Owner owner = owners.computeIfAbsent(fact.fence(), fence -> sender);
        Law.OWNER.holds(owner.equals(sender), () -> "%s belongs to %s: %s".formatted(step, owner, fact));
        step.startedAt = at;
    }

    private void resumed(Fact.RunResumed resumed, Command cause) {
        epoch++;
        Law.STATE.holds(resumed.epoch() == epoch, () -> "epoch %d: %s".formatted(epoch, resumed));
        Set<String> must = new TreeSet<>();
        steps.values().stream()
                .filter(step -> step.phase != StepPhase.SUCCEEDED)
                .forEach(step -> must.add(step.id()));
        if (cause instanceof Command.Retry retry && retry.fromStep() != null) {
            must.addAll(Redoing.from(plan, retry.fromStep()));
        }
        Law.SUCCESS_IS_FINAL.holds(
                must.equals(new TreeSet<>(resumed.reset())), () -> "%s should name %s".formatted(resumed, must));
        must.forEach(step -> steps.get(step).reset());
    }

    /** With the attempt of {@code step}, those of its mates are over. */
    private void releaseMates(StepModel step) {
        steps.values().stream()
                .filter(mate -> mate.offered() && mate.fence == step.fence)
                .forEach(StepModel::released);
    }

    private void upstreamsSucceeded(StepModel step, boolean orTogether) {
        for (String up : step.planned.upstreams()) {
            StepModel upstream = steps.get(up);
            boolean together = orTogether && upstream.planned.segment().equals(step.planned.segment());
            Law.UPSTREAMS.holds(
                    together || upstream.phase == StepPhase.SUCCEEDED, () -> "%s before %s".formatted(step, upstream));
        }
    }
}
