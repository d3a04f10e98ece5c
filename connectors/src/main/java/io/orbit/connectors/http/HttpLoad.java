package io.orbit.connectors.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code LoadMethods.http}. */
public record HttpLoad(
        @Param(value = "Name of a connection of type http.", required = true, example = "\"crm\"")
        String connection,

        @Param(value = "Path below the connection's baseUrl.", required = true, example = "\"/users/batch\"")
        String path,

        @Param(value = "HTTP method.", defaultsTo = "\"POST\"")
        Verb method,

        @Param("Sent as ?name=value with every batch.") Map<String, JsonNode> query,

        @Param("Headers. Secrets belong into the connection's credential.")
        Map<String, String> headers,

        @Param(
                value = "What a request holds: a JSON array of rows, one JSON object per line, or a single row as an"
                        + " object.",
                defaultsTo = "\"array\"")
        Format format,

        @Param(value = "Most rows per request; a single row has its own.", defaultsTo = "100", min = 1)
        int batchSize,

        @Param(value = "Most bytes of rows per request; a larger row goes alone.", defaultsTo = "1048576", min = 1)
        int maxBatchBytes,

        @Param(value = "Puts the array into an object, under this name.", example = "\"records\"") @Nullable
        String wrapIn,

        @Param(value = "Leave fields out that are null.", defaultsTo = "false")
        boolean skipNulls,

        @Param(
                value = "Header that carries runId/step/number of the batch, the same whenever a batch is sent again.",
                defaultsTo = "\"Idempotency-Key\"")
        String idempotencyHeader,

        @Param(value = "Most requests per second; no limit of our own when left out.", example = "5") @Nullable
        Double rateLimit,

        @Param(
                value = "Statuses that may pass: such a batch is sent again, after the time that the service asks for"
                        + " (Retry-After) or a growing one. Any other than 2xx fails the step for good.",
                defaultsTo = "[429, 500, 502, 503, 504]")
        List<Integer> retryOn,

        @Param(
                value = "How often a batch is sent again within an attempt; then the step's own retries go on from it.",
                defaultsTo = "5",
                min = 0)
        int maxRetries,

        @Param(
                value = "Longest Retry-After that is waited for, in seconds; a longer one fails the attempt.",
                defaultsTo = "60",
                min = 0)
        int maxRetryAfterSec,

        @Param(value = "Seconds to wait for the answer to a batch.", defaultsTo = "30", min = 1)
        int timeoutSec) {

    /** HTTP methods that write. */
    public enum Verb {
        @JsonProperty("POST")
        POST,
        @JsonProperty("PUT")
        PUT,
        @JsonProperty("PATCH")
        PATCH
    }

    /** What a request holds. */
    public enum Format {
        ARRAY,
        LINES,
        SINGLE
    }
}
