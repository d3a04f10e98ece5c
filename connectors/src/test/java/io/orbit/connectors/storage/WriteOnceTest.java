package io.orbit.connectors.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteOnceTest {
    @TempDir
    Path folder;

    @Test
    void ofManyWritersOneWinsAndItsContentStaysWhole() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(8);
        Path target = folder.resolve("deep").resolve("manifest.json");
        List<Callable<String>> tries = IntStream.range(0, 64)
                .mapToObj(number -> ("content of writer " + number + " ").repeat(500))
                .map(content -> (Callable<String>)
                        () -> WriteOnce.put(target, content.getBytes(StandardCharsets.UTF_8)) ? content : "")
                .toList();

        try {
            StringBuilder winners = new StringBuilder();
            for (Future<String> attempt : writers.invokeAll(tries)) {
                winners.append(attempt.get());
            }

            assertThat(Files.readString(target)).isNotEmpty().isEqualTo(winners.toString());
        } finally {
            writers.shutdownNow();
        }
        assertThat(target.getParent()).isDirectoryContaining(target::equals);
        try (var left = Files.list(target.getParent())) {
            assertThat(left).hasSize(1);
        }
    }
}
