package io.orbit.connectors.light;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.Hashes;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes to deliver, never looked into.
 *
 * @param sha256 of the bytes
 */
record Payload(BodyPublisher publisher, long bytes, String sha256) {
    /** @throws OrbitException PARAMETER_INVALID unless there is either a payload or a file; SOURCE_NOT_FOUND */
    static Payload of(StepScope scope, Deliveries.Webhook with) throws IOException {
        JsonNode given = with.payload();
        if (given != null && with.payloadFile() == null) {
            String text = given.isTextual() ? given.textValue() : given.toString();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new Payload(BodyPublishers.ofByteArray(bytes), bytes.length, Hashes.sha256(bytes));
        }
        if (given == null && with.payloadFile() != null) {
            Path file = file(scope, with.payloadFile());
            return new Payload(ofFile(file), Files.size(file), Hashes.sha256(file));
        }
        throw new OrbitException(ErrorCode.PARAMETER_INVALID, "say either 'payload' or 'payloadFile'.");
    }

    /** @throws OrbitException SOURCE_NOT_FOUND when it is no file */
    static Path file(StepScope scope, String path) {
        Path file = scope.path(path);
        if (!Files.isRegularFile(file)) {
            throw new OrbitException(ErrorCode.SOURCE_NOT_FOUND, "there is no file %s.".formatted(file));
        }
        return file;
    }

    /** A file that is read as it is sent. */
    static BodyPublisher ofFile(Path file) {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new OrbitException(ErrorCode.SOURCE_NOT_FOUND, "there is no file %s.".formatted(file), e);
        }
    }
}
