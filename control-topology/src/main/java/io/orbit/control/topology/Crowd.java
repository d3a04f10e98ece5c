package io.orbit.control.topology;

import io.orbit.control.core.Command;
import io.orbit.control.core.PipelineState;
import io.orbit.schemas.ErrorCode;

/** How many runs of a pipeline may be open: the row that names them, and its changes, must stay bearable. */
final class Crowd {
    static final int MOST_OPEN = 10_000;

    private Crowd() {}

    /** The command; one that starts a run is at fault when the pipeline has too many of them. */
    static Command limited(Command command, PipelineState pipeline) {
        boolean crowded = pipeline.active().size() + pipeline.queue().size() >= MOST_OPEN;
        if (!crowded || !(command instanceof Command.Start start) || start.fault() != null) {
            return command;
        }
        Command.Fault fault =
                new Command.Fault(ErrorCode.TOO_MANY_OPEN_RUNS.id(), ErrorCode.TOO_MANY_OPEN_RUNS.meaning());
        return new Command.Start(start.params(), start.trigger(), start.idempotencyKey(), fault);
    }
}
