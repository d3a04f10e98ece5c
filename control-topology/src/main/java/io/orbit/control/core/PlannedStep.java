package io.orbit.control.core;

import java.util.List;

/**
 * One step of a plan.
 *
 * @param segment the segment it runs in, named after its first step
 * @param light true when it needs no Spark
 * @param upstreams steps that must have succeeded before it starts, by data or by order
 * @param timeoutMs from its start to its end; 0 means none
 */
public record PlannedStep(
        String id,
        String method,
        String segment,
        boolean light,
        List<String> upstreams,
        long timeoutMs,
        RetryPolicy retry) {
    public PlannedStep {
        upstreams = List.copyOf(upstreams);
    }
}
