package io.orbit.control.core;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happens in a story.
 *
 * @param at epoch ms at which the log has it
 * @param run id of the run it is about; empty for the pipeline
 * @param command null when the control plane is restarted
 */
record Act(long at, String pipeline, String run, @Nullable Command command) {
    @Override
    public String toString() {
        String about = run.isEmpty() ? pipeline : run;
        if (command == null) {
            return "at %d the control plane restarts".formatted(at);
        } else if (command instanceof Command.Define define && define.plan() != null) {
            return "at %d %s: Define %s %s".formatted(at, about, define.hash(), plan(define.plan()));
        } else {
            return "at %d %s: %s".formatted(at, about, command);
        }
    }

    private static String plan(Plan plan) {
        String steps = plan.steps().stream().map(Act::step).collect(Collectors.joining(", "));
        return "limit %d %s, deadline %d, %s".formatted(plan.maxActiveRuns(), plan.overlap(), plan.deadlineMs(), steps);
    }

    private static String step(PlannedStep step) {
        String kind = step.light() ? "light" : "heavy";
        return "%s (%s, segment %s, after %s, timeout %d, retries %d × %d)"
                .formatted(
                        step.id(),
                        kind,
                        step.segment(),
                        step.upstreams(),
                        step.timeoutMs(),
                        step.retry().maxRetries(),
                        step.retry().delayMs());
    }
}
