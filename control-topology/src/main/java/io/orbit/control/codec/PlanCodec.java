package io.orbit.control.codec;

import io.orbit.control.core.Plan;
import io.orbit.control.core.PlannedStep;
import io.orbit.control.core.RetryPolicy;
import io.orbit.wire.event.PlanRecord;

/** Plans as they are recorded in {@code PipelineDefined}. */
final class PlanCodec {
    private PlanCodec() {}

    static PlanRecord record(Plan plan) {
        return new PlanRecord(
                plan.deadlineMs(),
                plan.maxActiveRuns(),
                plan.overlap().name(),
                plan.steps().stream().map(PlanCodec::record).toList());
    }

    static Plan plan(int version, PlanRecord record) {
        return new Plan(
                version,
                record.getDeadlineMs(),
                record.getMaxActiveRuns(),
                Plan.Overlap.valueOf(record.getOverlap()),
                record.getSteps().stream().map(PlanCodec::step).toList());
    }

    private static io.orbit.wire.event.PlannedStep record(PlannedStep step) {
        RetryPolicy retry = step.retry();
        return new io.orbit.wire.event.PlannedStep(
                step.id(),
                step.method(),
                step.segment(),
                step.light(),
                step.upstreams(),
                step.timeoutMs(),
                retry.maxRetries(),
                retry.delayMs(),
                retry.factor(),
                retry.maxDelayMs(),
                retry.jitter());
    }

    private static PlannedStep step(io.orbit.wire.event.PlannedStep record) {
        return new PlannedStep(
                record.getId(),
                record.getMethod(),
                record.getSegment(),
                record.getLight(),
                record.getUpstreams(),
                record.getTimeoutMs(),
                new RetryPolicy(
                        record.getMaxRetries(),
                        record.getDelayMs(),
                        record.getFactor(),
                        record.getMaxDelayMs(),
                        record.getJitter()));
    }
}
