package io.orbit.control.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run must be waiting for, by the model. */
final class Waits {
    private static final Map<StepPhase, String> CAUSES = Map.of(
            StepPhase.PENDING, "UPSTREAM",
            StepPhase.SCHEDULED, "RUNNER",
            StepPhase.RUNNING, "WORK",
            StepPhase.RETRYING, "RETRY");

    private Waits() {}

    static Set<Timers.Timer> timers(RunModel run) {
        Set<Timers.Timer> timers = new HashSet<>();
        if (run.phase == RunPhase.CANCELLING) {
            timers.add(new Timers.Timer(Timers.Kind.CANCEL_GRACE, "", run.epoch, run.since + 60_000));
        }
        if (run.phase == RunPhase.RUNNING && run.plan.deadlineMs() > 0) {
            timers.add(new Timers.Timer(Timers.Kind.RUN_DEADLINE, "", run.epoch, run.since + run.plan.deadlineMs()));
        }
        for (StepModel step : run.steps.values()) {
            long timeout = step.planned.timeoutMs();
            boolean taken = run.owners.containsKey(step.fence);
            if (run.phase == RunPhase.RUNNING && step.phase == StepPhase.RUNNING && timeout > 0) {
                timers.add(new Timers.Timer(Timers.Kind.STEP_TIMEOUT, step.id(), step.fence, step.startedAt + timeout));
            } else if (step.phase == StepPhase.SCHEDULED && !taken) {
                long wait = 30_000L * (1L << Math.min(5, step.offer - 1));
                timers.add(new Timers.Timer(
                        Timers.Kind.OFFER,
                        step.planned.segment(),
                        step.fence,
                        step.offeredAt + Math.min(wait, 600_000)));
            }
        }
        return timers;
    }

    /** Kinds of the causes, in order. */
    static List<String> causes(RunModel run) {
        List<String> causes = new ArrayList<>();
        switch (run.phase) {
            case QUEUED -> causes.add("PLACE");
            case CANCELLING -> causes.add("STOP");
            default -> {}
        }
        if (run.phase == RunPhase.RUNNING || run.phase == RunPhase.CANCELLING) {
            run.steps.values().stream()
                    .map(step -> cause(run, step))
                    .filter(Objects::nonNull)
                    .forEach(causes::add);
        }
        return causes;
    }

    /** A step whose segment is in a runner's hand waits for those before it there. */
    private static @Nullable String cause(RunModel run, StepModel step) {
        boolean taken = step.phase == StepPhase.SCHEDULED && run.owners.containsKey(step.fence);
        return taken ? "UPSTREAM" : CAUSES.get(step.phase);
    }
}
