package io.orbit.control.topology;

import io.orbit.control.core.Plan;
import io.orbit.control.core.RunState;
import io.orbit.control.core.StepPhase;
import io.orbit.control.core.StepState;
import io.orbit.control.core.Timers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the runs of a partition wait for: their timers by due time, their attempts by holder. A view of the state, kept in
 * memory and built anew when a partition arrives; nothing of it is ever written.
 */
final class OpenRuns {
    /** A timer of a run. */
    record Due(long dueAt, String runId, Timers.Timer timer) {
        private static final Comparator<Due> ORDER = Comparator.comparingLong(Due::dueAt)
                .thenComparing(Due::runId)
                .thenComparing(due -> due.timer().name())
                .thenComparingLong(due -> due.timer().fence());
    }

    /** An attempt that a runner has taken and not finished. */
    record Held(String runId, String segment, long fence, String runner, long runnerEpoch) {}

    private final TreeSet<Due> due = new TreeSet<>(Due.ORDER);
    private final Map<String, List<Due>> timers = new HashMap<>();
    private final Map<String, Set<Held>> held = new HashMap<>();

    /** Takes the run as it is now. */
    void update(RunState run, Plan plan) {
        List<Due> before = timers.remove(run.id());
        if (before != null) {
            before.forEach(due::remove);
        }
        held.remove(run.id());
        if (run.phase().terminal()) {
            return;
        }
        List<Due> now = new ArrayList<>();
        Timers.of(run, plan).forEach(timer -> now.add(new Due(timer.dueAt(), run.id(), timer)));
        if (!now.isEmpty()) {
            timers.put(run.id(), now);
            due.addAll(now);
        }
        Set<Held> attempts = held(run);
        if (!attempts.isEmpty()) {
            held.put(run.id(), attempts);
        }
    }

    /** Takes the timers that are due at {@code now} out, until the run changes again. */
    List<Due> takeDue(long now) {
        List<Due> taken = new ArrayList<>();
        while (!due.isEmpty() && due.first().dueAt() <= now) {
            taken.add(due.pollFirst());
        }
        return taken;
    }

    List<Held> held() {
        return held.values().stream().flatMap(Set::stream).toList();
    }

    private static Set<Held> held(RunState run) {
        Set<Held> attempts = new HashSet<>();
        for (StepState step : run.steps()) {
            if (step.phase() == StepPhase.RUNNING || step.phase() == StepPhase.SCHEDULED) {
                long fence = step.attempt().fence();
                StepState.Attempt taken = run.taken(step.segment(), fence);
                if (taken != null && taken.runner() != null) {
                    attempts.add(new Held(run.id(), step.segment(), fence, taken.runner(), taken.runnerEpoch()));
                }
            }
        }
        return attempts;
    }
}
