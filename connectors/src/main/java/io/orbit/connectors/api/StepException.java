package io.orbit.connectors.api;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import org.jspecify.annotations.Nullable;

/** A step failed; the code says whether a retry can help. */
public final class StepException extends OrbitException {
    private final String step;

    public StepException(String step, ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
        this.step = step;
    }

    /** Id of the step that failed. */
    public String step() {
        return step;
    }
}
