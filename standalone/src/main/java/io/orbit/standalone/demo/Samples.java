package io.orbit.standalone.demo;

import io.orbit.schemas.pipeline.BundleReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pipelines of {@code examples/}. */
public final class Samples {
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
            var answer = new Api(url).post("/pipelines?wait=20s", json);
            applied.add("%s v%d"
                    .formatted(
                            answer.path("pipeline").asText(),
                            answer.path("version").asInt()));
        }
        return applied;
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
