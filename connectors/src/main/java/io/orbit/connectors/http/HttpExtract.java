package io.orbit.connectors.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.files.BadRecords;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code ExtractMethods.http}. */
public record HttpExtract(
        @Param(value = "Name of a connection of type http.", required = true, example = "\"github\"")
        String connection,

        @Param(value = "Path below the connection's baseUrl.", required = true, example = "\"/orgs/apache/repos\"")
        String path,

        @Param(value = "HTTP method.", defaultsTo = "\"GET\"")
        Verb method,

        @Param("What is asked for, as ?name=value.") Map<String, JsonNode> query,

        @Param("Headers. Secrets belong into the connection's credential.")
        Map<String, String> headers,

        @Param("Sent with POST: JSON, or a text as it is.") @Nullable
        JsonNode body,

        @Param(
                value = "Where in an answer the records are: a path (data.items) or a JSON pointer (/data/items). An"
                        + " object there is one record. Empty: the answer itself.",
                defaultsTo = "\"\"",
                example = "\"data.items\"")
        String recordPath,

        @Param(
                value = "Fields of a record that become columns, each with its SQL type; other fields are left out.",
                required = true,
                example = "{\"id\": \"bigint\", \"owner\": \"struct<login: string>\"}")
        Map<String, String> schema,

        @Param(value = "How dates are written.", example = "\"dd.MM.yyyy\"") @Nullable
        String dateFormat,

        @Param(value = "How timestamps are written.", example = "\"yyyy/MM/dd HH:mm\"") @Nullable
        String timestampFormat,

        @Param(
                value = "A record that does not fit: fail the step, drop it, or keep it with nulls (permissive).",
                defaultsTo = "\"fail\"")
        BadRecords badRecords,

        @Param("How to come from one page to the next; one page when left out.") @Nullable
        Paging paginator,

        @Param(value = "Most requests per second; no limit of our own when left out.", example = "5") @Nullable
        Double rateLimit,

        @Param(
                value = "Statuses that may pass: such a request is sent again, after the time that the service asks for"
                        + " (Retry-After) or a growing one.",
                defaultsTo = "[429, 500, 502, 503, 504]")
        List<Integer> retryOn,

        @Param(
                value = "How often a request is sent again within an attempt; then the step's own retries go on from"
                        + " that page.",
                defaultsTo = "5",
                min = 0)
        int maxRetries,

        @Param(
                value = "Longest Retry-After that is waited for, in seconds; a longer one fails the attempt.",
                defaultsTo = "60",
                min = 0)
        int maxRetryAfterSec,

        @Param(value = "Most pages.", defaultsTo = "1000", min = 1)
        int maxPages,

        @Param(value = "What happens when there are more: fail the step, or stop there.", defaultsTo = "\"fail\"")
        OnMaxPages onMaxPages,

        @Param(value = "Most bytes of one page.", defaultsTo = "67108864", min = 1)
        long maxPageBytes,

        @Param(value = "Seconds to wait for a whole page.", defaultsTo = "60", min = 1)
        int timeoutSec) {

    /** HTTP methods that read. */
    public enum Verb {
        @JsonProperty("GET")
        GET,
        @JsonProperty("POST")
        POST
    }

    /** What to do when there are more pages than wanted. */
    public enum OnMaxPages {
        FAIL,
        STOP
    }
}
