package io.orbit.api.http;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpResponseFactory;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.orbit.api.view.Json;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures as answers. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final MediaType PROBLEM = MediaType.of("application/problem+json");
    private static final String RETRY_AFTER_S = "1";

    private Problems() {}

    /** The answer to whatever went wrong. What should not go wrong is logged and not shown. */
    static MutableHttpResponse<byte[]> answer(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Refusal refusal) {
            return answer(Problem.of(refusal.status(), refusal.code(), message(refusal), refusal.faults()));
        } else if (cause instanceof OrbitException e) {
            return answer(Problem.of(status(e.code()), e.code(), message(e), List.of()));
        } else if (cause instanceof StreamsException) {
            LOG.info("the state cannot be read now", cause);
            return answer(Problem.of(
                    503, ErrorCode.STORE_UNAVAILABLE, "The state is being moved. Ask again shortly.", List.of()));
        } else if (cause instanceof RejectedExecutionException) {
            return answer(Problem.of(
                    503, ErrorCode.STORE_UNAVAILABLE, "The server is busy or stopping. Ask again shortly.", List.of()));
        }
        LOG.error("a request failed", cause);
        return answer(Problem.of(500, ErrorCode.INTERNAL, ErrorCode.INTERNAL.meaning(), List.of()));
    }

    static MutableHttpResponse<byte[]> answer(Problem problem) {
        MutableHttpResponse<byte[]> response = HttpResponseFactory.INSTANCE
                .<byte[]>status(HttpStatus.valueOf(problem.status()))
                .body(Json.bytes(problem))
                .contentType(PROBLEM);
        return problem.status() == 503 ? response.header("Retry-After", RETRY_AFTER_S) : response;
    }

    static HttpResponse<byte[]> json(HttpStatus status, Object view) {
        return HttpResponse.<byte[]>status(status).body(Json.bytes(view)).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** 503 with something to say. */
    static HttpResponse<byte[]> unavailable(Object view) {
        return HttpResponse.<byte[]>status(HttpStatus.SERVICE_UNAVAILABLE)
                .body(Json.bytes(view))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header("Retry-After", RETRY_AFTER_S);
    }

    /** The status of a failure that says none itself; for a rejection on the record, the one of a conflict. */
    static int status(ErrorCode code) {
        return switch (code) {
            case PIPELINE_NOT_FOUND, RUN_NOT_FOUND -> 404;
            case BAD_REQUEST, REQUEST_INVALID, DEFINITION_NOT_JSON -> 400;
            case DEFINITION_TOO_LARGE -> 413;
            case PARAMETER_INVALID, DEFINITION_INVALID, DUPLICATE_FIELD, PLAINTEXT_SECRET, UNKNOWN_STEP -> 422;
            case STORE_UNAVAILABLE, KAFKA_UNREACHABLE, WAIT_TIMEOUT -> 503;
            case HISTORY_GONE -> 410;
            case RUN_FINISHED,
                    RUN_NOT_FINISHED,
                    RUN_SUCCEEDED,
                    DUPLICATE_REQUEST,
                    CONCURRENCY_LIMIT,
                    NOTHING_TO_REDRIVE,
                    UNCHANGED_DEFINITION -> 409;
            default -> 500;
        };
    }

    private static String message(OrbitException e) {
        return String.valueOf(e.getMessage());
    }
}
