package io.orbit.standalone;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code orbit dev} as a process that can be killed. */
record Dev(Child process, Orbit orbit) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Starts it on free ports without samples and waits until it answers. */
    static Dev start(Path data, String... flags) throws IOException {
        Path note = data.resolve("dev.json");
        // A killed process leaves its note behind.
        Files.deleteIfExists(note);
        List<String> line = new ArrayList<>(List.of("dev", "--data", data.toString(), "--port", "0", "--no-samples"));
        line.addAll(List.of(flags));
        Child process = Child.start(data.resolveSibling("out"), Map.of(), Main.class, line);
        await("note of orbit dev").atMost(PATIENCE).until(() -> {
            if (!process.alive()) {
                throw new IllegalStateException("orbit dev has ended: " + process);
            }
            return Files.exists(note);
        });
        JsonNode json = new ObjectMapper().readTree(note.toFile());
        Orbit orbit =
                new Orbit(json.path("url").asText(), json.path("bootstrap").asText());
        await("ready").atMost(PATIENCE).until(() -> orbit.ask("/ready").status() == 200);
        return new Dev(process, orbit);
    }
}
