package io.orbit.control.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a run waits for that only a clock can bring. Timers are a view of the state: there is none to set, to clear, or to
 * leak.
 */
public final class Timers {
    /** An offer that nobody took is repeated after this, and then after twice as long, up to {@link #MAX_OFFER_MS}. */
    public static final long OFFER_MS = 30_000;

    public static final long MAX_OFFER_MS = 600_000;

    /** How long a runner may take to answer the order to stop. */
    public static final long CANCEL_GRACE_MS = 60_000;

    /** What a timer is for; its name on the log is {@code kind/subject}. */
    public enum Kind {
        RUN_DEADLINE,
        CANCEL_GRACE,
        OFFER,
        STEP_TIMEOUT
    }

    /**
     * A timer of a run.
     *
     * @param subject step or segment; empty for the run itself
     * @param fence the attempt it belongs to, or the epoch for the run itself: a later one has another timer
     * @param dueAt epoch ms
     */
    public record Timer(Kind kind, String subject, long fence, long dueAt) {
        public String name() {
            return subject.isEmpty() ? kind.name() : kind.name() + '/' + subject;
        }
    }

    private Timers() {}

    /** All timers of the run, in no promised order; none when it is terminal. */
    public static List<Timer> of(RunState run, Plan plan) {
        List<Timer> timers = new ArrayList<>();
        if (run.phase() == RunPhase.CANCELLING) {
            timers.add(new Timer(Kind.CANCEL_GRACE, "", run.epoch(), run.since() + CANCEL_GRACE_MS));
        }
        if (run.phase() != RunPhase.RUNNING) {
            return timers;
        }
        if (plan.deadlineMs() > 0) {
            timers.add(new Timer(Kind.RUN_DEADLINE, "", run.epoch(), run.since() + plan.deadlineMs()));
        }
        Set<String> offers = new HashSet<>();
        for (int i = 0; i < run.steps().size(); i++) {
            StepState step = run.steps().get(i);
            StepState.Attempt attempt = step.attempt();
            long timeout = plan.steps().get(i).timeoutMs();
            if (step.phase() == StepPhase.RUNNING && timeout > 0) {
                timers.add(new Timer(Kind.STEP_TIMEOUT, step.id(), attempt.fence(), attempt.startedAt() + timeout));
            } else if (step.phase() == StepPhase.SCHEDULED
                    && offers.add(step.segment() + attempt.fence())
                    && run.taken(step.segment(), attempt.fence()) == null) {
                long wait = Math.min(OFFER_MS << Math.min(attempt.offer() - 1, 10), MAX_OFFER_MS);
                timers.add(new Timer(Kind.OFFER, step.segment(), attempt.fence(), attempt.scheduledAt() + wait));
            }
        }
        return timers;
    }
}
