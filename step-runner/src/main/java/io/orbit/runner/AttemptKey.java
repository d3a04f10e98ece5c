package io.orbit.runner;

import io.orbit.wire.StepCommand;

/** Names one attempt of one segment; the fence grows with every attempt of the run. */
record AttemptKey(String runId, String segment, long fence) {
    static AttemptKey of(StepCommand command) {
        return new AttemptKey(command.getRunId(), command.getSegment(), command.getFence());
    }

    /** As it stands in a heartbeat. */
    @Override
    public String toString() {
        return runId + "/" + segment + "/" + fence;
    }
}
