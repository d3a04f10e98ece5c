package io.orbit.connectors.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.connectors.s3.S3Front.Fate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PutLogStoreTest {
    private static final int WRITERS = 8;
    private static final int COMMITS = 5;

    @TempDir
    static java.nio.file.Path work;

    private static S3TestServer server;
    private static Configuration conf;
    private static Runnable release;
    private static PutLogStore store;

    @BeforeAll
    static void open() throws Exception {
        server = S3TestServer.start(work);
        conf = Locally.conf(server);
        release = S3Clients.hold(Locally.settings(server));
        store = new PutLogStore(conf);
    }

    @AfterAll
    static void close() throws IOException {
        release.run();
        server.close();
    }

    @BeforeEach
    void heal() {
        server.front.pass();
    }

    private static Path commit(String table, int number) {
        return new Path("s3a://lake/%s/_delta_log/%020d.json".formatted(table, number));
    }

    private static String content(Path file) throws IOException {
        return new String(S3Put.read(file, conf).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static String write(Path file, String action) throws IOException {
        try {
            store.write(file, List.of(action).iterator(), false, conf);
            return action;
        } catch (FileAlreadyExistsException e) {
            return "";
        }
    }

    @Test
    void ofManyWritersOfOneCommitExactlyOneWinsAndItsCommitStays() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);

        try {
            for (int number = 0; number < COMMITS; number++) {
                Path file = commit("race", number);
                List<Callable<String>> tries = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    String action = "{\"writer\":" + writer + "}";
                    tries.add(() -> write(file, action));
                }
                List<String> winners = new ArrayList<>();
                for (Future<String> attempt : writers.invokeAll(tries)) {
                    winners.add(attempt.get());
                }
                winners.removeIf(String::isEmpty);

                assertThat(winners).hasSize(1);
                assertThat(content(file)).isEqualTo(winners.get(0) + "\n");
            }
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void aWriterWhoseAnswerGotLostHasWon() throws IOException {
        AtomicInteger puts = new AtomicInteger();
        server.front.rule(request ->
                request.method().equals("PUT") && puts.getAndIncrement() == 0 ? Fate.LOSE_ANSWER : Fate.PASS);

        assertThat(write(commit("lost", 0), "mine")).isEqualTo("mine");

        assertThat(puts.get()).as("puts, as the client tries again").isGreaterThan(1);
        assertThat(content(commit("lost", 0))).isEqualTo("mine\n");
    }

    @Test
    void aWriterWhoseAnswerGotLostBecauseAnotherHadWonHasLost() throws IOException {
        write(commit("beaten", 0), "other");
        AtomicInteger puts = new AtomicInteger();
        server.front.rule(request ->
                request.method().equals("PUT") && puts.getAndIncrement() == 0 ? Fate.LOSE_ANSWER : Fate.PASS);

        assertThat(write(commit("beaten", 0), "mine")).isEmpty();

        assertThat(content(commit("beaten", 0))).isEqualTo("other\n");
    }

    @Test
    void whatCannotBeKnownIsAFailure() throws IOException {
        server.front.rule(request -> Fate.DENY);

        assertThatThrownBy(() -> write(commit("unknown", 0), "mine"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FileAlreadyExistsException.class);

        server.front.pass();
        assertThat(S3Put.read(commit("unknown", 0), conf)).isEmpty();
    }

    @Test
    void whatMayBeOverwrittenIs() throws IOException {
        Path file = new Path("s3a://lake/last/_delta_log/_last_checkpoint");

        for (String content : List.of("one", "two")) {
            store.write(file, List.of(content).iterator(), true, conf);
        }

        assertThat(content(file)).isEqualTo("two\n");
    }
}
