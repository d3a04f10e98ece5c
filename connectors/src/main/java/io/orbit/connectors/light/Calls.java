package io.orbit.connectors.light;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of the light methods. */
public final class Calls {
    private Calls() {}

    /** Parameters of {@code UserMethods.noop}. */
    public record Noop(
            @Param("Becomes the step's result.") @Nullable JsonNode result) {}

    /** Parameters of {@code UserMethods.wait}. */
    public record Wait(
            @Param(value = "How long, in milliseconds.", required = true, min = 0)
            long durationMs) {}

    /** Parameters of {@code UserMethods.failUntil}. */
    public record FailUntil(
            @Param(value = "The first attempt that succeeds; 0 for none.", defaultsTo = "3", min = 0)
            int succeedOnAttempt,

            @Param("A file; once it exists, the step succeeds whatever the attempt.") @Nullable
            String unlessExists) {}

    /** Parameters of {@code UserMethods.javaMethod}. */
    public record JavaMethod(
            @Param(value = "Full name of the class.", required = true, example = "\"com.acme.Notify\"")
            String className,

            @Param(
                    value = "Name of its public static method, which carries @OrbitMethod and takes"
                            + " (StepScope, JsonNode).",
                    required = true,
                    example = "\"mail\"")
            String method,

            @Param("Handed to the method as it is.") @Nullable
            JsonNode args) {}

    /** Parameters of {@code UserMethods.httpCall}. */
    public record Http(
            @Param(value = "HTTP method.", defaultsTo = "\"GET\"")
            Verb method,

            @Param(
                    value = "Where to; with a connection, a path below its 'baseUrl'.",
                    required = true,
                    example = "\"https://example.org/hooks/done\"")
            String url,

            @Param("Connection of type http that the call goes to and whose credential signs it.") @Nullable
            String connection,

            @Param("Headers. Secrets belong into a connection's credential.")
            Map<String, String> headers,

            @Param("Sent as JSON; a text is sent as it is.") @Nullable
            JsonNode body,

            @Param(value = "Seconds to wait for the answer.", defaultsTo = "30", min = 1)
            int timeoutSec,

            @Param(
                    value = "Longest Retry-After of a 429 or 503 that is waited for within an attempt, in seconds;"
                            + " otherwise the step's retries say when it is tried again.",
                    defaultsTo = "30",
                    min = 0)
            int maxRetryAfterSec,

            @Param("Statuses that count as success; every 2xx when left out.")
            List<Integer> expectStatus) {}

    /** HTTP methods. */
    public enum Verb {
        @JsonProperty("GET")
        GET,
        @JsonProperty("POST")
        POST,
        @JsonProperty("PUT")
        PUT,
        @JsonProperty("PATCH")
        PATCH,
        @JsonProperty("DELETE")
        DELETE
    }
}
