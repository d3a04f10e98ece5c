package io.orbit.control.core;

import io.orbit.control.core.Fact.Holder;
import java.util.List;

/** Who must be told to stop after a decision. */
final class Stops {
    private Stops() {}

    static void check(RunModel run, Command command, List<Event> events, List<Effect> effects, List<Holder> working) {
        List<Holder> told = effects.stream()
                .filter(Effect.Stop.class::isInstance)
                .map(effect -> ((Effect.Stop) effect).holder())
                .toList();
        boolean cancelled = events.stream().anyMatch(event -> event.fact() instanceof Fact.RunCancelling);
        for (Holder holder : working) {
            boolean over = run.segment(holder.segment())
                    .noneMatch(step -> step.phase == StepPhase.RUNNING && step.fence == holder.fence());
            boolean said = command instanceof Command.Report report && report.fence() == holder.fence();
            Law.STOPS.holds(
                    told.contains(holder) || (!cancelled && (!over || said)),
                    () -> "%s was not told to stop by %s".formatted(holder, events));
        }
        for (Holder holder : told) {
            boolean sender = command instanceof Command.Report report && report.fence() == holder.fence();
            boolean lost = command instanceof Command.LeaseExpired expired && expired.fence() == holder.fence();
            Law.STOPS.holds(
                    sender || lost || working.contains(holder), () -> holder + " is told to stop what it does not do");
        }
        for (Event event : events) {
            if (event.fact() instanceof Fact.Rejected rejected
                    && command instanceof Command.Report report
                    && (rejected.input().equals("Started") || rejected.input().equals("Progressed"))) {
                Holder sender = new Holder(report.runner(), report.segment(), report.fence());
                RunModel.Owner owner = run.owners.get(report.fence());
                boolean owns = new RunModel.Owner(report.runner(), report.runnerEpoch()).equals(owner);
                StepModel step = run.steps.get(report.items().get(0).step());
                boolean going = owns
                        && report.items().size() == 1
                        && step != null
                        && step.planned.segment().equals(report.segment())
                        && step.fence == report.fence()
                        && step.phase == StepPhase.RUNNING;
                Law.STOPS.holds(!going || !told.contains(sender), () -> "stopped by its own repetition: " + report);
                boolean current = rejected.input().equals("Progressed")
                        && (report.items().size() > 1 || (step != null && step.fence == report.fence()));
                Law.STOPS.holds(owns || current || told.contains(sender), () -> "stale work is not stopped: " + report);
            }
        }
    }
}
