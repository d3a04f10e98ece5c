package io.orbit.control.core;

import org.jspecify.annotations.Nullable;

/** Which commands the model says must be accepted; all others must be refused. */
final class Answers {
    private Answers() {}

    static boolean accepted(PipelineModel pipeline, @Nullable RunModel run, Command command, long at) {
        if (command instanceof Command.Define define) {
            return define.fault() == null
                    && define.plan() != null
                    && !define.hash().equals(pipeline.hash);
        } else if (command instanceof Command.Start start) {
            boolean known = run != null || pipeline.keys.containsKey(start.idempotencyKey());
            return pipeline.newest() != null
                    && !known
                    && start.fault() == null
                    && !(pipeline.full() && pipeline.newest().overlap() == Plan.Overlap.SKIP);
        } else if (run == null) {
            return false;
        } else if (command instanceof Command.Admit) {
            return !pipeline.full() && pipeline.queue.indexOf(run.id) == 0;
        } else if (command instanceof Command.Cancel) {
            return run.phase == RunPhase.QUEUED || run.phase == RunPhase.RUNNING;
        } else if (command instanceof Command.Resume) {
            return run.phase == RunPhase.FAILED || run.phase == RunPhase.CANCELLED;
        } else if (command instanceof Command.Retry retry) {
            return retry.fromStep() == null
                    ? run.phase == RunPhase.FAILED || run.phase == RunPhase.CANCELLED
                    : run.phase.terminal() && run.steps.containsKey(retry.fromStep());
        } else if (command instanceof Command.Redrive redrive) {
            StepModel step = run.steps.get(redrive.step());
            return step != null && redrive.token().equals(step.token) && run.phase.terminal();
        } else if (command instanceof Command.TimerDue due) {
            return Waits.timers(run).stream()
                    .anyMatch(timer ->
                            timer.name().equals(due.timer()) && timer.fence() == due.fence() && timer.dueAt() <= at);
        } else if (command instanceof Command.RetryDue due) {
            return run.segment(due.segment())
                    .anyMatch(step -> step.phase == StepPhase.RETRYING && step.fence == due.fence());
        } else if (command instanceof Command.LeaseExpired expired) {
            RunModel.Owner owner = run.owners.get(expired.fence());
            return owner != null
                    && owner.runner().equals(expired.runner())
                    && run.segment(expired.segment()).anyMatch(step -> step.offered() && step.fence == expired.fence());
        } else if (command instanceof Command.Unofferable refused) {
            return !run.owners.containsKey(refused.fence())
                    && run.segment(refused.segment()).anyMatch(step -> step.offered() && step.fence == refused.fence());
        } else {
            return report(run, (Command.Report) command);
        }
    }

    /** Whether the first item counts; the others meet a run that the first has changed. */
    static boolean report(RunModel run, Command.Report report) {
        StepModel step = report.items().isEmpty()
                ? null
                : run.steps.get(report.items().get(0).step());
        if (step == null || !step.planned.segment().equals(report.segment()) || step.fence != report.fence()) {
            return false;
        }
        RunModel.Owner owner = run.owners.get(report.fence());
        boolean owns = new RunModel.Owner(report.runner(), report.runnerEpoch()).equals(owner);
        if (report.items().get(0) instanceof Command.Item.Progressed now
                && !step.learns(now.healthy(), now.metrics())) {
            return false;
        }
        return report.items().get(0) instanceof Command.Item.Started
                ? step.phase == StepPhase.SCHEDULED && (owner == null || owns)
                : step.phase == StepPhase.RUNNING && owns;
    }
}
