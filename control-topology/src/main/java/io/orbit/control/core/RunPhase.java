package io.orbit.control.core;

/** Where a run is in its life. */
public enum RunPhase {
    /** Never heard of. Goes to QUEUED or RUNNING when a request is accepted. */
    ABSENT,
    /** Accepted; waits for a place among the pipeline's active runs. Goes to RUNNING or CANCELLED. */
    QUEUED,
    /** Steps are offered and run. Goes to SUCCEEDED, FAILED, CANCELLING or CANCELLED. */
    RUNNING,
    /** Nothing new starts; attempts at work are told to stop. Goes to CANCELLED, or SUCCEEDED when all were done. */
    CANCELLING,
    /** Every step succeeded. Leaves only by a retry from a named step. */
    SUCCEEDED,
    /** A step has no retries left, or the deadline passed. Leaves by resume, retry or redrive. */
    FAILED,
    /** Stopped on request. Leaves by resume or retry. */
    CANCELLED;

    /** True when only a request of a person can move the run. */
    public boolean terminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
