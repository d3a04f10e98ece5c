package io.orbit.api.http;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.orbit.schemas.ErrorCode;
import jakarta.inject.Singleton;
import java.util.List;

/** What the HTTP server itself refuses (no such route, wrong method, wrong content type, too large), as a problem. */
@Singleton
final class ProblemProcessor implements ErrorResponseProcessor<byte[]> {
    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = response.status();
        if (status.getCode() >= 500 && context.getRootCause().isPresent()) {
            return Problems.answer(context.getRootCause().get());
        }
        ErrorCode code = status.getCode() >= 500 ? ErrorCode.INTERNAL : ErrorCode.BAD_REQUEST;
        MutableHttpResponse<byte[]> answer =
                Problems.answer(Problem.of(status.getCode(), code, detail(context, status), List.of()));
        // Of a refused method, the allowed ones.
        response.getHeaders().forEachValue((name, value) -> {
            if ("Allow".equalsIgnoreCase(name)) {
                answer.header(name, value);
            }
        });
        return answer;
    }

    private static String detail(ErrorContext context, HttpStatus status) {
        String asked = context.getRequest().getMethodName()
                + ' '
                + context.getRequest().getPath();
        return switch (status) {
            case NOT_FOUND -> "There is no '%s'. The paths begin with /api/v1; see '/'.".formatted(asked);
            case METHOD_NOT_ALLOWED -> "'%s' is not offered; the header 'Allow' says what is.".formatted(asked);
            case UNSUPPORTED_MEDIA_TYPE -> "The body must be JSON: send it with 'Content-Type: application/json'.";
            case REQUEST_ENTITY_TOO_LARGE -> "The body is larger than 1 MiB.";
            case NOT_ACCEPTABLE -> "The answers are JSON: accept 'application/json'.";
            default ->
                context.getErrors().isEmpty()
                        ? status.getReason()
                        : context.getErrors().get(0).getMessage();
        };
    }
}
