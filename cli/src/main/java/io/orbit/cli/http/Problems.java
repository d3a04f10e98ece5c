package io.orbit.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.schemas.ErrorCode;

/** What a refusal of the server means for the exit code. */
final class Problems {
    private Problems() {}

    /** @param body parsed; a missing node when it was no JSON */
    static Failure of(int status, Call call, JsonNode body, ServerAddress server) {
        if (!(body instanceof ObjectNode problem) || !problem.path("title").isTextual()) {
            return new Failure(
                    status >= 500 ? Exit.ERROR : Exit.UNREACHABLE,
                    status >= 500 ? ErrorCode.INTERNAL : ErrorCode.SERVER_UNREACHABLE,
                    "%s answered %s with HTTP %d, but not in the way of an Orbit server. Check --server, or the log of the server."
                            .formatted(server, call.target(), status));
        }
        if (problem.path("detail").asText("").isEmpty()) {
            problem.put("detail", problem.path("title").asText(""));
        }
        return new Failure(exit(status, problem.path("code").asText("")), problem, null);
    }

    private static Exit exit(int status, String code) {
        // A rejection on the record comes as a conflict; its code says more than the status.
        if (is(code, ErrorCode.PIPELINE_NOT_FOUND) || is(code, ErrorCode.RUN_NOT_FOUND)) {
            return Exit.NOT_FOUND;
        }
        if (is(code, ErrorCode.PARAMETER_INVALID) || is(code, ErrorCode.DEFINITION_INVALID)) {
            return Exit.INVALID;
        }
        if (is(code, ErrorCode.WAIT_TIMEOUT)) {
            return Exit.TIMED_OUT;
        }
        return switch (status) {
            case 400 -> Exit.USAGE;
            case 401, 403 -> Exit.AUTH;
            case 404, 410 -> Exit.NOT_FOUND;
            case 409, 412 -> Exit.CONFLICT;
            case 413, 422 -> Exit.INVALID;
            case 429, 502, 503, 504 -> Exit.UNREACHABLE;
            default -> Exit.ERROR;
        };
    }

    private static boolean is(String code, ErrorCode error) {
        return code.equals(error.id());
    }
}
