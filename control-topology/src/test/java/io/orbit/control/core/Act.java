package io.orbit.control.core;

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
        return command == null
                ? "at %d the control plane restarts".formatted(at)
                : "at %d %s: %s".formatted(at, run.isEmpty() ? pipeline : run, command);
    }
}
