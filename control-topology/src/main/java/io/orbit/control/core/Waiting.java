package io.orbit.control.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a run has not ended yet. A run that can still move always has at least one cause. */
public final class Waiting {
    /**
     * One cause.
     *
     * @param step null for the run as a whole
     * @param kind PLACE, RUNNER, WORK, RETRY, UPSTREAM or STOP
     * @param since epoch ms
     * @param until epoch ms at which it ends at the latest; 0 when nothing bounds it
     */
    public record Cause(@Nullable String step, String kind, long since, long until, String detail) {}

    private Waiting() {}

    /** All causes, those of the run first, then by step in plan order; none when the run is terminal. */
    public static List<Cause> of(RunState run) {
        List<Cause> causes = new ArrayList<>();
        if (run.phase().terminal() || run.phase() == RunPhase.ABSENT) {
            return causes;
        }
        if (run.phase() == RunPhase.QUEUED) {
            return List.of(new Cause(null, "PLACE", run.since(), 0, "waits for another run of its pipeline to end"));
        }
        if (run.phase() == RunPhase.CANCELLING) {
            long until = run.since() + Timers.CANCEL_GRACE_MS;
            causes.add(new Cause(null, "STOP", run.since(), until, "waits for its runners to stop"));
        }
        run.steps().stream()
                .map(step -> cause(run, step))
                .filter(Objects::nonNull)
                .forEach(causes::add);
        return causes;
    }

    private static @Nullable Cause cause(RunState run, StepState step) {
        String id = step.id();
        StepState.Attempt last = step.attempt();
        return switch (step.phase()) {
            case SCHEDULED ->
                run.taken(step.segment(), last.fence()) == null
                        ? new Cause(id, "RUNNER", last.scheduledAt(), 0, "waits for a runner with a free slot")
                        : new Cause(id, "UPSTREAM", last.scheduledAt(), 0, "waits for steps before it in its segment");
            case RUNNING -> new Cause(id, "WORK", last.startedAt(), 0, "runner " + last.runner() + " is at work");
            case RETRYING -> new Cause(id, "RETRY", last.finishedAt(), step.dueAt(), "waits before its next attempt");
            case PENDING -> new Cause(id, "UPSTREAM", run.since(), 0, "waits for steps before it");
            case SUCCEEDED, FAILED, CANCELLED -> null;
        };
    }
}
