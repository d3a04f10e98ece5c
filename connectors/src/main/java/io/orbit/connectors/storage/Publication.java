package io.orbit.connectors.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Does what a {@link FileSink}'s decision says, as far as it is not done; whoever does it, and how many at once. */
final class Publication {
    private Publication() {}

    static void publish(Path folder, JsonNode decision) throws IOException {
        Path staging = folder.resolve("_orbit")
                .resolve(decision.path("run").asText())
                .resolve(decision.path("staging").asText());
        for (JsonNode file : decision.path("files")) {
            Path from = staging.resolve(file.path("from").asText());
            Path to = folder.resolve(file.path("to").asText());
            if (Files.exists(from)) {
                Files.createDirectories(to.getParent());
                move(from, to);
            }
        }
        for (JsonNode old : decision.path("removes")) {
            Files.deleteIfExists(folder.resolve(old.asText()));
        }
        Folders.delete(staging);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            if (Files.exists(from)) {
                throw e;
            }
            // Somebody else has moved it in the meantime.
        }
    }
}
