package io.orbit.control.core;

import java.util.List;

/** What holds of a run between two decisions. */
final class Rest {
    private Rest() {}

    static void check(RunModel run) {
        Law.RETRIES.holds(run.next == null, () -> "%s is missing".formatted(run.next));
        Law.DEAD_LETTERS.holds(!run.mustFail, () -> "the run goes on after a dead letter");
        List<StepModel> open =
                run.steps.values().stream().filter(StepModel::open).toList();
        boolean alive = run.phase == RunPhase.RUNNING || run.phase == RunPhase.CANCELLING;
        Law.MOVES.holds(open.isEmpty() || alive, () -> "run %s with %s".formatted(run.phase, open));
        Law.CAUSES.holds(!open.isEmpty() || !alive, () -> "run %s, and nothing is under way".formatted(run.phase));
        if (run.phase == RunPhase.CANCELLING) {
            boolean work = open.stream().allMatch(step -> step.phase == StepPhase.RUNNING);
            Law.CAUSES.holds(work, () -> "the cancelled run waits for " + open);
        } else if (run.phase == RunPhase.RUNNING) {
            run.plan.segments().forEach(name -> check(run, name));
        }
    }

    private static void check(RunModel run, String segment) {
        List<StepModel> all = run.segment(segment).toList();
        long fences = all.stream()
                .filter(StepModel::offered)
                .map(step -> step.fence)
                .distinct()
                .count();
        Law.FENCES.holds(fences <= 1, () -> "two open fences: " + all);
        boolean silent = all.stream().anyMatch(step -> step.phase == StepPhase.SCHEDULED && step.offer == 0);
        Law.OFFERS.holds(!silent, () -> "scheduled and not offered: " + all);
        boolean idle = all.stream().noneMatch(StepModel::open)
                && all.stream().anyMatch(step -> step.phase == StepPhase.PENDING);
        boolean ready = all.stream()
                .flatMap(step -> step.planned.upstreams().stream())
                .map(run.steps::get)
                .allMatch(up -> up.planned.segment().equals(segment) || up.phase == StepPhase.SUCCEEDED);
        Law.CAUSES.holds(!idle || !ready, () -> "ready and not offered: " + all);
    }
}
