package io.orbit.connectors.light;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of the light methods that hand something over to another system. */
public final class Deliveries {
    private Deliveries() {}

    /** Parameters of {@code UserMethods.webhook}. */
    public record Webhook(
            @Param(
                    value = "Connection of type http; its credential has the 'token' that is sent as bearer token.",
                    required = true,
                    example = "\"aurora\"")
            String connection,

            @Param(value = "Path below the connection's baseUrl.", defaultsTo = "\"\"", example = "\"/runs\"")
            String path,

            @Param("What is delivered: a text is sent as it is, anything else as JSON. Or 'payloadFile'.") @Nullable
            JsonNode payload,

            @Param("A file whose bytes are delivered as they are.") @Nullable
            String payloadFile,

            @Param(value = "What the payload is.", defaultsTo = "\"application/json\"")
            String contentType,

            @Param(
                    value = "Sent beside the payload, as headers Orbit-Meta-<name>.",
                    example = "{\"profile\": \"nightly\", \"run-profile\": \"full\"}")
            Map<String, JsonNode> metadata,

            @Param(value = "Seconds to wait for the answer.", defaultsTo = "30", min = 1)
            int timeoutSec,

            @Param(
                    value = "Longest Retry-After of a 429 or 503 that is waited for within an attempt, in seconds.",
                    defaultsTo = "30",
                    min = 0)
            int maxRetryAfterSec) {}

    /** Parameters of {@code UserMethods.documentCall}. */
    public record Document(
            @Param(value = "Connection of type http.", required = true, example = "\"documents\"")
            String connection,

            @Param(value = "Path below the connection's baseUrl.", required = true, example = "\"/documents\"")
            String path,

            @Param(value = "The document: a file.", example = "\"inbox/invoice.pdf\"") @Nullable
            String file,

            @Param(
                    value =
                            "Where the document is kept: the result of UserMethods.upload. Its bucket, key and URL become"
                                    + " part of the result.",
                    example = "\"${steps.upload.result}\"")
            @Nullable
            JsonNode stored,

            @Param(
                    value = "How it is sent: as a file in a form (multipart), within JSON (base64), or only its URL,"
                            + " within JSON (link).",
                    defaultsTo = "\"multipart\"")
            Form as,

            @Param(value = "Name of the form field, or of the field in JSON, that holds it.", defaultsTo = "\"file\"")
            String field,

            @Param("Other fields.") Map<String, JsonNode> fields,

            @Param("Headers. Secrets belong into the connection's credential.")
            Map<String, String> headers,

            @Param(value = "Where in the answer the document's id is.", defaultsTo = "\"id\"")
            String idPath,

            @Param(value = "Seconds to wait for the answer.", defaultsTo = "180", min = 1)
            int timeoutSec,

            @Param(
                    value = "Longest Retry-After of a 429 or 503 that is waited for within an attempt, in seconds.",
                    defaultsTo = "60",
                    min = 0)
            int maxRetryAfterSec) {}

    /** How a document travels. */
    public enum Form {
        MULTIPART,
        BASE64,
        LINK
    }

    /** Parameters of {@code UserMethods.upload}. */
    public record Upload(
            @Param(
                    value = "Connection of type s3; its credential has accessKeyId and secretAccessKey.",
                    required = true,
                    example = "\"archive\"")
            String connection,

            @Param(value = "The file to upload.", required = true, example = "\"inbox/invoice.pdf\"")
            String file,

            @Param("Bucket; that of the connection when left out.") @Nullable
            String bucket,

            @Param(
                    value = "Name of the object; an object of that name is replaced.",
                    required = true,
                    example = "\"uploads/${run.id}/invoice.pdf\"")
            String key,

            @Param("What it is; guessed from the file's name when left out.") @Nullable
            String contentType,

            @Param(value = "Seconds that the whole upload may take.", defaultsTo = "60", min = 1)
            int timeoutSec) {}
}
