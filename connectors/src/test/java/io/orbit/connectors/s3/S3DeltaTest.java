package io.orbit.connectors.s3;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.s3.S3Front.Fate;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delta tables in a bucket, on a real server. */
class S3DeltaTest {
    private static final String RUN = "default.tables.01JS%022d";

    @TempDir
    static Path data;

    private static S3TestServer server;
    private static SegmentEngine engine;
    private static int runs;

    private String run;

    @BeforeAll
    static void open() throws Exception {
        server = S3TestServer.start(data);
        engine = Segments.engine(server.settings(data.resolve("work")).withBaseDir(data));
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    @BeforeEach
    void source() throws IOException {
        server.front.pass();
        nextRun();
        rows("1,one,10", "2,two,20", "3,three,30");
    }

    private void nextRun() {
        run = RUN.formatted(++runs);
    }

    private static void rows(String... lines) throws IOException {
        Files.writeString(data.resolve("rows.csv"), "n,word,at\n" + String.join("\n", lines) + "\n");
    }

    private Segments loading(String table, String more, long fence) {
        return segment()
                .run(run)
                .connections(server.connections())
                .attempt((int) fence, fence)
                .step(
                        "read" + fence,
                        "ExtractMethods.csv",
                        "{'with':{'path':'rows.csv','schema':{'n':'int','word':'string','at':'int'}}}")
                .step(
                        "load",
                        "LoadMethods.delta",
                        "{'with':{'connection':'s3','path':'s3a://lake/%s'%s}}".formatted(table, more));
    }

    private static long count(String table, String where) {
        return segment()
                .connections(server.connections())
                .step(
                        "back",
                        "ExtractMethods.delta",
                        "{'with':{'connection':'s3','path':'s3a://lake/%s','where':'%s'}}".formatted(table, where))
                .on(engine)
                .metrics("back")
                .get("rowsOut");
    }

    private static long versions(String table) throws IOException {
        return server.keys(table + "/_delta_log/").stream()
                .filter(key -> key.endsWith(".json"))
                .count();
    }

    @Test
    void rowsAreAppendedOncePerRun() throws IOException {
        var first = loading("once", "", 1).on(engine);
        var retry = loading("once", "", 2).on(engine);
        nextRun();
        loading("once", "", 1).on(engine);

        assertThat(first.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(retry.result("load")).hasToString(first.result("load").toString());
        assertThat(count("once", "true")).isEqualTo(6);
        assertThat(versions("once")).isEqualTo(2);
    }

    @Test
    void aMergeUpdatesKnownKeysAndAddsTheOthersOnce() throws IOException {
        String merge = ",'mode':'merge','keys':['n']";
        loading("merged", merge, 1).on(engine);
        nextRun();
        rows("2,TWO,21", "4,four,40");

        var first = loading("merged", merge, 1).on(engine);
        rows("2,LATER,22", "5,five,50");
        var replay = loading("merged", merge, 2).on(engine);

        assertThat(first.result("load").path("inserted").asInt()).isEqualTo(1);
        assertThat(first.result("load").path("updated").asInt()).isEqualTo(1);
        assertThat(replay.result("load")).hasToString(first.result("load").toString());
        assertThat(count("merged", "true")).isEqualTo(4);
        assertThat(count("merged", "n = 2 AND at = 21")).isEqualTo(1);
    }

    @Test
    void anOverwriteTakesThePlaceOfAllRowsAndRefusesNone() throws IOException {
        loading("full", "", 1).on(engine);
        nextRun();
        rows("9,nine,90");
        loading("full", ",'mode':'overwrite'", 1).on(engine);
        nextRun();
        rows();

        var refused = loading("full", ",'mode':'overwrite'", 1).failingOn(engine);

        assertThat(refused.failure.code()).isEqualTo(ErrorCode.EMPTY_INPUT);
        assertThat(count("full", "true")).isEqualTo(1);
    }

    @Test
    void ofTwoWritersAtOnceNeitherLosesRows() throws IOException {
        loading("both", "", 1).on(engine);
        List<CompletableFuture<Segments.Heard>> writers = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            nextRun();
            Segments load = loading("both", "", 1);
            writers.add(CompletableFuture.supplyAsync(() -> load.on(engine)));
        }

        writers.forEach(CompletableFuture::join);

        assertThat(count("both", "true")).isEqualTo(9);
        assertThat(versions("both")).isEqualTo(3);
    }

    @Test
    void aCommitWhoseAnswerGetsLostIsMadeOnce() throws IOException {
        AtomicInteger commits = new AtomicInteger();
        server.front.rule(request -> request.method().equals("PUT")
                        && request.target().contains("_delta_log/00000000000000000000.json")
                        && commits.getAndIncrement() == 0
                ? Fate.LOSE_ANSWER
                : Fate.PASS);

        var heard = loading("lost", "", 1).on(engine);

        assertThat(commits.get()).isGreaterThan(1);
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(count("lost", "true")).isEqualTo(3);
        assertThat(versions("lost")).isEqualTo(1);
    }

    @Test
    void aCrashBehindTheCommitIsSeenByTheNextAttempt() throws IOException {
        AtomicInteger commits = new AtomicInteger();
        server.front.rule(request -> {
            boolean commit = request.method().equals("PUT") && request.target().contains("_delta_log/0000");
            if (commit && commits.getAndIncrement() == 0) {
                return Fate.DENY_AFTERWARDS;
            }
            return commits.get() > 0 ? Fate.DENY : Fate.PASS;
        });
        var crashed = loading("crash", "", 1).failingOn(engine);
        server.front.pass();

        loading("crash", "", 2).on(engine);

        assertThat(crashed.failure).isInstanceOf(StepException.class);
        assertThat(count("crash", "true")).isEqualTo(3);
        assertThat(versions("crash")).isEqualTo(1);
    }

    @Test
    void oneVersionIsReadInAllAttempts() {
        loading("travel", "", 1).on(engine);
        String reader = run + "r";
        Segments first = pinned(reader, 1);
        long before = first.on(engine).metrics("back").get("rowsOut");
        nextRun();
        loading("travel", "", 1).on(engine);

        var again = pinned(reader, 2).on(engine);

        assertThat(before).isEqualTo(3);
        assertThat(again.metrics("back")).containsEntry("rowsOut", 3L);
    }

    private static Segments pinned(String run, int attempt) {
        return segment()
                .run(run)
                .attempt(attempt, attempt)
                .connections(server.connections())
                .step("back", "ExtractMethods.delta", "{'with':{'connection':'s3','path':'s3a://lake/travel'}}");
    }

    @Test
    void whatIsNoTableAndAWrongKeyAreNamed() {
        var nothing = segment()
                .connections(server.connections())
                .step("back", "ExtractMethods.delta", "{'with':{'connection':'s3','path':'s3a://lake/nothing'}}")
                .failingOn(engine);
        var wrong = segment()
                .connections(server.connections())
                .step("back", "ExtractMethods.delta", "{'with':{'connection':'wrong','path':'s3a://lake/nothing'}}")
                .failingOn(engine);

        assertThat(nothing.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(wrong.failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(wrong.failure).hasMessageContaining("vault:kv/data/s3#wrong");
    }

    @Test
    void badRowsArePutAsideInTheBucket() throws IOException {
        for (String format : List.of("delta", "parquet")) {
            nextRun();
            var heard = segment()
                    .run(run)
                    .connections(server.connections())
                    .step(
                            "read",
                            "ExtractMethods.csv",
                            "{'with':{'path':'rows.csv','schema':{'n':'int','word':'string','at':'int'}}}")
                    .step(
                            "check",
                            "UserMethods.rules",
                            "{'with':{'rules':[{'id':'few','check':'range','column':'n','max':2,'policy':'quarantine'}],"
                                    + "'quarantine':{'connection':'s3','path':'s3a://lake/aside-%s','format':'%s'}}}"
                                            .formatted(format, format))
                    .step("load", "LoadMethods.json", "{'with':{'path':'good-%s'}}".formatted(format))
                    .on(engine);

            assertThat(heard.metrics("check")).containsEntry("quarantined", 1L);
            assertThat(heard.result("check").path("quarantine").asText()).isEqualTo("s3a://lake/aside-" + format);
            assertThat(server.keys("aside-" + format)).isNotEmpty();
        }
        assertThat(count("aside-delta", "true")).isEqualTo(1);
    }
}
