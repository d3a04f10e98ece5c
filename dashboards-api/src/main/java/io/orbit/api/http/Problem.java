package io.orbit.api.http;

import io.orbit.schemas.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as RFC 9457 has it.
 *
 * @param type path of a page about the code
 * @param title what the code means
 * @param detail what happened this time, and what to do
 * @param code {@code ORB-…}
 * @param retryable true when the same request may succeed later
 * @param errors the single faults of what was sent; empty when there are none to tell apart
 */
public record Problem(
        String type, String title, int status, String detail, String code, boolean retryable, List<Fault> errors) {

    /**
     * One fault.
     *
     * @param pointer JSON pointer into what was sent; empty for the whole
     * @param line from 1; null when no place is known
     */
    public record Fault(
            String code,
            String pointer,
            String message,
            String hint,
            @Nullable Integer line) {}

    public Problem {
        errors = List.copyOf(errors);
    }

    static Problem of(int status, ErrorCode code, String detail, List<Fault> errors) {
        return new Problem(
                "/problems/" + code.id(),
                code.meaning(),
                status,
                detail,
                code.id(),
                code.kind().retryable(),
                errors);
    }
}
