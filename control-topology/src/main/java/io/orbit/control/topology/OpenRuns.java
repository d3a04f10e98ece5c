package io.orbit.control.topology;

import io.orbit.control.core.Command;
import io.orbit.control.core.Plan;
import io.orbit.control.core.RunState;
import io.orbit.control.core.StepPhase;
import io.orbit.control.core.StepState;
import io.orbit.control.core.Timers;
import java.util.ArrayList;
import java.util.Collection;
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
 *
 * <p>What has been asked of the log is not asked again before the log has answered, whatever else happens to the run
 * meanwhile. Otherwise a partition that falls behind would ask ever more, and never catch up.
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
    private final Map<String, Set<Due>> askedTimers = new HashMap<>();
    private final Map<String, Set<Held>> askedLeases = new HashMap<>();

    /** Takes the run as it is now. */
    void update(RunState run, Plan plan) {
        List<Due> before = timers.remove(run.id());
        if (before != null) {
            before.forEach(due::remove);
        }
        held.remove(run.id());
        if (run.phase().terminal()) {
            askedTimers.remove(run.id());
            askedLeases.remove(run.id());
            return;
        }
        List<Due> now = new ArrayList<>();
        Timers.of(run, plan).forEach(timer -> now.add(new Due(timer.dueAt(), run.id(), timer)));
        keep(askedTimers, run.id(), now);
        if (!now.isEmpty()) {
            timers.put(run.id(), now);
            Set<Due> asked = askedTimers.getOrDefault(run.id(), Set.of());
            now.stream().filter(timer -> !asked.contains(timer)).forEach(due::add);
        }
        Set<Held> attempts = held(run);
        keep(askedLeases, run.id(), attempts);
        if (!attempts.isEmpty()) {
            held.put(run.id(), attempts);
        }
    }

    /** Takes the timers that are due at {@code now} out, to be asked; they come back when the answer leaves them standing. */
    List<Due> takeDue(long now) {
        List<Due> taken = new ArrayList<>();
        while (!due.isEmpty() && due.first().dueAt() <= now) {
            Due next = due.pollFirst();
            askedTimers.computeIfAbsent(next.runId(), run -> new HashSet<>()).add(next);
            taken.add(next);
        }
        return taken;
    }

    /** Attempts whose holder may have fallen silent, without those of which that has been said already. */
    List<Held> held() {
        return held.values().stream()
                .flatMap(Set::stream)
                .filter(attempt ->
                        !askedLeases.getOrDefault(attempt.runId(), Set.of()).contains(attempt))
                .toList();
    }

    /** It has been said of this attempt that its holder is silent. */
    void asked(Held attempt) {
        askedLeases.computeIfAbsent(attempt.runId(), run -> new HashSet<>()).add(attempt);
    }

    /** The log has come to what was asked; call it before {@link #update}. */
    void answered(String runId, Command command) {
        if (command instanceof Command.TimerDue timer) {
            askedTimers
                    .getOrDefault(runId, new HashSet<>())
                    .removeIf(asked -> asked.timer().fence() == timer.fence()
                            && asked.timer().name().equals(timer.timer()));
        } else if (command instanceof Command.LeaseExpired lease) {
            askedLeases
                    .getOrDefault(runId, new HashSet<>())
                    .removeIf(asked -> asked.fence() == lease.fence()
                            && asked.segment().equals(lease.segment())
                            && asked.runner().equals(lease.runner()));
        }
    }

    /** Forgets what was asked of things that are no more. */
    private static <T> void keep(Map<String, Set<T>> asked, String runId, Collection<T> still) {
        Set<T> of = asked.get(runId);
        if (of != null && of.retainAll(new HashSet<>(still)) && of.isEmpty()) {
            asked.remove(runId);
        }
    }

    private static Set<Held> held(RunState run) {
        Set<Held> takers = new HashSet<>();
        Set<String> wanted = new HashSet<>();
        for (StepState step : run.steps()) {
            StepState.Attempt attempt = step.attempt();
            String runner = attempt.runner();
            if (runner != null) {
                takers.add(new Held(run.id(), step.segment(), attempt.fence(), runner, attempt.runnerEpoch()));
            }
            if (step.phase() == StepPhase.RUNNING || step.phase() == StepPhase.SCHEDULED) {
                wanted.add(step.segment() + '/' + attempt.fence());
            }
        }
        takers.removeIf(taker -> !wanted.contains(taker.segment() + '/' + taker.fence()));
        return takers;
    }
}
