package io.orbit.control.core;

/** Where a step is in its life, within one epoch of its run. */
public enum StepPhase {
    /** Waits for its upstreams, or for its segment to be offered again. Goes to SCHEDULED. */
    PENDING,
    /** Part of an offer. Goes to RUNNING; to PENDING when a mate of its segment fails; to CANCELLED. */
    SCHEDULED,
    /** A runner is at work. Goes to SUCCEEDED, RETRYING, FAILED, CANCELLED, or PENDING when lost. */
    RUNNING,
    /** Failed; its next attempt is on the retry topics. Goes to SCHEDULED or CANCELLED. */
    RETRYING,
    /** Done, for good. */
    SUCCEEDED,
    /** Out of retries; its dead letter can be redriven. */
    FAILED,
    /** Stopped together with its run. */
    CANCELLED;

    /** True while an offer, a runner or a retry may still bring news of the step. */
    public boolean open() {
        return this == SCHEDULED || this == RUNNING || this == RETRYING;
    }
}
