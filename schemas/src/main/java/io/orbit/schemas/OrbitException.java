package io.orbit.schemas;

import org.jspecify.annotations.Nullable;

/** A failure with a stable code and a message for people: what failed, why, what to do. Never carries a secret. */
public class OrbitException extends RuntimeException {
    private final ErrorCode code;

    public OrbitException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public OrbitException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** Code and message in one line, e.g. {@code ORB-1102 There is no run 'x'.} */
    public String line() {
        return code.id() + " " + getMessage();
    }
}
