package io.orbit.connectors.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkLogStoreTest {
    private static final int WRITERS = 8;
    private static final int COMMITS = 50;

    @TempDir
    Path log;

    @Test
    void ofManyWritersOfOneCommitExactlyOneWinsAndItsCommitStays() throws Exception {
        Configuration conf = new Configuration();
        LinkLogStore store = new LinkLogStore(conf);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);

        try {
            for (int commit = 0; commit < COMMITS; commit++) {
                Path file = log.resolve("%020d.json".formatted(commit));
                List<Callable<String>> tries = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    String action = "{\"writer\":" + writer + "}";
                    tries.add(() -> write(store, file, action, conf));
                }
                List<String> winners = new ArrayList<>();
                for (Future<String> attempt : writers.invokeAll(tries)) {
                    winners.add(attempt.get());
                }
                winners.removeIf(String::isEmpty);

                assertThat(winners).hasSize(1);
                assertThat(Files.readString(file)).isEqualTo(winners.get(0) + "\n");
            }
        } finally {
            writers.shutdownNow();
        }
        try (var files = Files.list(log)) {
            assertThat(files).hasSize(COMMITS);
        }
    }

    @Test
    void whatMayBeOverwrittenIs() throws IOException {
        Configuration conf = new Configuration();
        LinkLogStore store = new LinkLogStore(conf);
        Path file = log.resolve("_last_checkpoint");

        for (String content : List.of("one", "two")) {
            store.write(
                    new org.apache.hadoop.fs.Path(file.toUri()),
                    List.of(content).iterator(),
                    true,
                    conf);
        }

        assertThat(file).hasContent("two");
    }

    private static String write(LinkLogStore store, Path file, String action, Configuration conf) throws IOException {
        try {
            store.write(
                    new org.apache.hadoop.fs.Path(file.toUri()), List.of(action).iterator(), false, conf);
            return action;
        } catch (FileAlreadyExistsException e) {
            return "";
        }
    }
}
