package io.orbit.cli;

/** What the exit code of {@code orbit} says. Trying the same command again is sensible only after 6 and 8. */
public enum Exit {
    OK(0),
    /** The server, or the command itself, failed in a way nobody foresaw; for {@code replay}, the states differ. */
    ERROR(1),
    USAGE(2),
    NOT_FOUND(3),
    /** Credentials are needed or were refused. */
    AUTH(4),
    /** The request cannot be granted in the present state, e.g. the run has already ended. */
    CONFLICT(5),
    UNREACHABLE(6),
    /** A definition or a parameter is wrong. */
    INVALID(7),
    /** What was waited for is still going on. */
    TIMED_OUT(8),
    RUN_FAILED(10),
    RUN_CANCELLED(11),
    /** The run was halted or interrupted. */
    RUN_STOPPED(12),
    /** The user pressed Ctrl-C. */
    INTERRUPTED(130);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** What a run that ended in this status means for the exit code. */
    public static Exit ofRun(String status) {
        return switch (status) {
            case "SUCCEEDED" -> OK;
            case "FAILED" -> RUN_FAILED;
            case "CANCELLED" -> RUN_CANCELLED;
            default -> RUN_STOPPED;
        };
    }
}
