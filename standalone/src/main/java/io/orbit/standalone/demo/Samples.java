package io.orbit.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.pipeline.BundleReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The pipelines of {@code examples/}. */
public final class Samples {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long BETWEEN_TRIES_MS = 500;

    private Samples() {}

    /**
     * Applies every pipeline of the folder.
     *
     * @return their names with versions, in the order of their files; none when there is no such folder
     */
    public static List<String> apply(String url, Path folder) throws InterruptedException {
        List<String> applied = new ArrayList<>();
        for (Path file : files(folder)) {
            String json = BundleReader.read(file).json();
            JsonNode answer = patiently(new Api(url), json);
            applied.add("%s v%d"
                    .formatted(
                            answer.path("pipeline").asText(),
                            answer.path("version").asInt()));
        }
        return applied;
    }

    /** A partition may be on its way, as after a start on much old state. */
    private static JsonNode patiently(Api api, String json) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            try {
                return api.post("/pipelines?wait=20s", json);
            } catch (OrbitException e) {
                if (e.code() != ErrorCode.STORE_UNAVAILABLE || System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MS);
            }
        }
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("'" + folder + "' cannot be listed.", e);
        }
    }
}
