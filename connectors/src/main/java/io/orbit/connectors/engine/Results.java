package io.orbit.connectors.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.storage.Hashes;
import io.orbit.connectors.storage.WriteOnce;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps results small on the wire: a large one goes to a file and is replaced by a reference with its hash. */
final class Results {
    /** Up to this a result travels as it is. */
    static final int INLINE_BYTES = 256 * 1024;

    /** More than this is no result but data. */
    static final int MOST_BYTES = 10 * 1024 * 1024;

    private static final String REFERENCE = "$result";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path folder;

    Results(Path workDir) {
        this.folder = workDir.resolve("results");
    }

    /** @throws OrbitException RESULT_TOO_LARGE above {@link #MOST_BYTES} */
    JsonNode keep(String runId, String step, JsonNode result) throws IOException {
        byte[] bytes = bytes(result);
        if (bytes.length <= INLINE_BYTES) {
            return result;
        }
        if (bytes.length > MOST_BYTES) {
            throw new OrbitException(
                    ErrorCode.RESULT_TOO_LARGE,
                    "The result has %,d bytes, the limit is %,d. Return a reference, and leave the data in a sink or a data set."
                            .formatted(bytes.length, MOST_BYTES));
        }
        String sha256 = Hashes.sha256(bytes);
        Path file = folder.resolve(runId).resolve(step + "-" + sha256 + ".json");
        // The name says what is in it, so whoever was first wrote the same.
        WriteOnce.put(file, bytes);
        ObjectNode reference = MAPPER.createObjectNode();
        reference
                .putObject(REFERENCE)
                .put("uri", file.toUri().toString())
                .put("sha256", sha256)
                .put("bytes", bytes.length);
        return reference;
    }

    /** @throws OrbitException INPUT_MISSING when the file that a reference names is gone or was changed */
    JsonNode open(JsonNode result) {
        JsonNode reference = result.path(REFERENCE);
        if (reference.isMissingNode()) {
            return result;
        }
        Path file = Path.of(URI.create(reference.path("uri").asText()));
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (Hashes.sha256(bytes).equals(reference.path("sha256").asText())) {
                return MAPPER.readTree(bytes);
            }
        } catch (IOException e) {
            throw missing(file, "cannot be read", e);
        }
        throw missing(file, "was changed after it was written", null);
    }

    private static OrbitException missing(Path file, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new OrbitException(
                ErrorCode.INPUT_MISSING,
                "The result file %s %s. Retry the run from the step that made it.".formatted(file, why),
                cause);
    }

    private static byte[] bytes(JsonNode result) {
        try {
            return MAPPER.writeValueAsBytes(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON nodes can always be printed.", e);
        }
    }
}
