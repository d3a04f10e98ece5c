package io.orbit.connectors.s3;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.s3.S3Front.Fate;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in a bucket, on a real server. */
class S3FileTest {
    private static final String RUN = "default.files.01JS%022d";
    private static final String SCHEMA = "{'n':'int','word':'string'}";

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
        lines("1,one", "2,\"two, too\"", "3,");
    }

    private void nextRun() {
        run = RUN.formatted(++runs);
    }

    private static void lines(String... lines) throws IOException {
        Files.writeString(data.resolve("numbers.csv"), "n,word\n" + String.join("\n", lines) + "\n");
    }

    private Segments loading(String format, String path, String mode, long fence) {
        return loading(format, "'connection':'s3','path':'s3a://lake/%s','mode':'%s'".formatted(path, mode), fence);
    }

    private Segments loading(String format, String with, long fence) {
        return segment()
                .run(run)
                .connections(server.connections())
                .attempt((int) fence, fence)
                // Named after the attempt, so that its source is not that of the others and may have changed.
                .step(
                        "read" + fence,
                        "ExtractMethods.csv",
                        "{'with':{'path':'numbers.csv','schema':%s}}".formatted(SCHEMA))
                .step("load", "LoadMethods." + format, "{'with':{%s}}".formatted(with));
    }

    private static Segments reading(String format, String path) {
        String schema = format.equals("csv") || format.equals("json") ? ",'schema':" + SCHEMA : "";
        return segment()
                .connections(server.connections())
                .step(
                        "back",
                        "ExtractMethods." + format,
                        "{'with':{'connection':'s3','path':'s3://lake/%s'%s}}".formatted(path, schema))
                .step(
                        "same",
                        "UserMethods.filter",
                        "{'with':{'where':'n = 3 AND word IS NULL OR word = :two OR n <> 3','args':{'two':'two,"
                                + " too'}}}");
    }

    private static long rows(String format, String path) {
        var heard = reading(format, path).on(engine);
        assertThat(heard.metrics("same").get("rowsOut"))
                .isEqualTo(heard.metrics("back").get("rowsOut"));
        return heard.metrics("back").get("rowsOut");
    }

    private static List<String> dataFiles(String folder) throws IOException {
        return server.keys(folder + "/").stream()
                .filter(key -> key.matches(".*/part-[^/]*"))
                .filter(key -> !key.contains("/_") && !key.contains(".mpus-"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json", "parquet", "avro"})
    void whatIsLoadedCanBeReadBackAndNothingElseIsLeft(String format) throws IOException {
        var heard = loading(format, "back-" + format, "append", 1).on(engine);

        assertThat(heard.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(heard.result("load").path("path").asText()).isEqualTo("s3a://lake/back-" + format);
        assertThat(rows(format, "back-" + format)).isEqualTo(3);
        assertThat(server.openUploads()).isEmpty();
        assertThat(server.keys("back-" + format + "/__magic")).isEmpty();
    }

    @Test
    void runsAddUpWithAppendAndTakeEachOthersPlaceWithReplace() throws IOException {
        loading("json", "many", "append", 1).on(engine);
        nextRun();
        loading("json", "many", "append", 1).on(engine);
        long appended = rows("json", "many");

        nextRun();
        loading("json", "many", "replace", 1).on(engine);

        assertThat(appended).isEqualTo(6);
        assertThat(rows("json", "many")).isEqualTo(3);
    }

    @Test
    void aFolderThatHoldsFilesIsRefusedByDefault() {
        loading("csv", "'connection':'s3','path':'s3://lake/taken'", 1).on(engine);
        nextRun();

        var heard =
                loading("csv", "'connection':'s3','path':'s3a://lake/taken'", 1).failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SINK_NOT_EMPTY);
        assertThat(rows("csv", "taken")).isEqualTo(3);
    }

    @Test
    void replacingWithNoRowsFailsAndLeavesWhatIsThereUnlessTheStepAllowsIt() throws IOException {
        loading("parquet", "kept", "append", 1).on(engine);
        nextRun();
        Files.writeString(data.resolve("numbers.csv"), "n,word\n");

        var refused = loading("parquet", "kept", "replace", 1).failingOn(engine);
        long kept = rows("parquet", "kept");
        var allowed = segment()
                .run(run)
                .connections(server.connections())
                .step("read", "ExtractMethods.csv", "{'with':{'path':'numbers.csv','schema':%s}}".formatted(SCHEMA))
                .step(
                        "load",
                        "LoadMethods.parquet",
                        "{'onZeroRows':'warn','with':{'connection':'s3','path':'s3a://lake/kept','mode':'replace'}}")
                .on(engine);

        assertThat(refused.failure.code()).isEqualTo(ErrorCode.EMPTY_INPUT);
        assertThat(kept).isEqualTo(3);
        assertThat(allowed.metrics("load")).containsEntry("rowsOut", 0L);
        assertThat(rows("parquet", "kept")).isZero();
        assertThat(server.openUploads()).isEmpty();
    }

    @Test
    void partitionColumnsBecomeFolders() throws IOException {
        loading("parquet", "'connection':'s3','path':'s3a://lake/parted','partitionBy':['n']", 1)
                .on(engine);

        assertThat(dataFiles("parted"))
                .extracting(key -> key.split("/", 3)[1])
                .containsExactlyInAnyOrder("n=1", "n=2", "n=3");
        assertThat(rows("parquet", "parted")).isEqualTo(3);
    }

    @Test
    void aRetryAfterTheCommitAddsNothingAndReportsTheSameCounts() {
        var first = loading("parquet", "once", "append", 1).on(engine);

        var second = loading("parquet", "once", "append", 2).on(engine);

        assertThat(second.result("load")).isEqualTo(first.result("load"));
        assertThat(second.lines).anyMatch(line -> line.startsWith("INFO load already committed"));
        assertThat(rows("parquet", "once")).isEqualTo(3);
    }

    @Test
    void aStaleAttemptChangesNothingOnceALaterOneHasCommitted() throws IOException {
        loading("parquet", "stale", "replace", 2).on(engine);
        List<String> committed = dataFiles("stale");
        lines("1,one");

        var stale = loading("parquet", "stale", "replace", 1).on(engine);

        assertThat(stale.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(dataFiles("stale")).isEqualTo(committed);
        assertThat(rows("parquet", "stale")).isEqualTo(3);
    }

    /** The first attempt is stopped in front of its decision until a second one has done everything. */
    @ParameterizedTest
    @ValueSource(strings = {"append", "replace"})
    void anAttemptThatComesToLifeAgainAfterAnotherHasDecidedLeavesNoTrace(String mode) throws Exception {
        String folder = "zombie-" + mode;
        String decision = mode.equals("append") ? "/load.json" : "/_turns/";
        CompletableFuture<Void> woken = new CompletableFuture<>();
        CompletableFuture<Void> asleep = new CompletableFuture<>();
        AtomicInteger decisions = new AtomicInteger();
        server.front.rule(request -> {
            if (request.method().equals("PUT")
                    && request.target().contains(decision)
                    && decisions.getAndIncrement() == 0) {
                asleep.complete(null);
                woken.join();
            }
            return Fate.PASS;
        });
        Segments zombie = loading("parquet", folder, mode, 1);
        CompletableFuture<Segments.Heard> stale = CompletableFuture.supplyAsync(() -> zombie.on(engine));
        asleep.join();
        lines("4,four", "5,five");

        var second = loading("parquet", folder, mode, 2).on(engine);
        woken.complete(null);
        var first = stale.join();

        assertThat(second.metrics("load")).containsEntry("rowsOut", 2L);
        assertThat(first.result("load")).isEqualTo(second.result("load"));
        assertThat(rows("parquet", folder)).isEqualTo(2);
        assertThat(server.openUploads()).isEmpty();
    }

    /**
     * Everything fails from the n-th request on that changes something: once so that the server does not do that one, once
     * so that it does. Two files replace what is there; whatever the first attempt came to, after the second they are there
     * once. The last point is behind the last such request.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 40})
    void aCrashAtAnyPointIsFinishedByTheNextAttempt(int point) throws IOException {
        String with = "'connection':'s3','path':'s3a://lake/crash','mode':'replace','partitionBy':['n']";
        for (Fate fate : List.of(Fate.DENY, Fate.DENY_AFTERWARDS)) {
            nextRun();
            String word = fate + "-" + point;
            lines("1," + word, "2," + word);
            AtomicInteger changes = new AtomicInteger();
            server.front.rule(request -> {
                int number = request.changes() ? changes.incrementAndGet() : changes.get();
                boolean before = number < point || (number == point && !request.changes());
                return before ? Fate.PASS : number == point ? fate : Fate.DENY;
            });

            try {
                loading("json", with, 1).on(engine);
            } catch (StepException e) {
                assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.ACCESS_DENIED);
            }
            int reached = changes.get();
            server.front.pass();
            loading("json", with, 2).on(engine);

            List<String> files = dataFiles("crash");
            assertThat(files).extracting(key -> key.split("/", 3)[1]).containsExactly("n=1", "n=2");
            for (String file : files) {
                assertThat(server.file(file)).content().isEqualTo("{\"word\":\"" + word + "\"}\n");
            }
            assertThat(server.openUploads())
                    .as("%s, %d requests", word, reached)
                    .isEmpty();
        }
    }

    @Test
    void anAnswerThatGetsLostIsNoLostRace() throws IOException {
        AtomicInteger lost = new AtomicInteger();
        server.front.rule(request ->
                request.method().equals("PUT") && request.target().contains("/load.json") && lost.getAndIncrement() == 0
                        ? Fate.LOSE_ANSWER
                        : Fate.PASS);

        var heard = loading("parquet", "lost", "append", 1).on(engine);

        assertThat(lost.get()).isGreaterThan(1);
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(heard.lines).noneMatch(line -> line.contains("already committed"));
        assertThat(rows("parquet", "lost")).isEqualTo(3);
    }

    @Test
    void ofTwoReplacingLoadsAtOnceOneStandsAlone() {
        Segments one = loading("parquet", "race", "replace", 1);
        nextRun();
        Segments two = loading("parquet", "race", "replace", 1);

        CompletableFuture<Segments.Heard> first = CompletableFuture.supplyAsync(() -> one.on(engine));
        CompletableFuture<Segments.Heard> second = CompletableFuture.supplyAsync(() -> two.on(engine));

        assertThat(first.join().metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(second.join().metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(rows("parquet", "race")).isEqualTo(3);
    }

    @Test
    void uploadsThatSomethingElseHasAbortedAreNotTakenForDone() throws IOException {
        server.front.rule(request ->
                request.method().equals("POST") && request.target().contains("uploadId") ? Fate.DENY : Fate.PASS);
        loading("parquet", "aborted", "append", 1).failingOn(engine);
        server.front.pass();
        for (String part : server.openUploads()) {
            Files.delete(server.file(part));
        }

        var heard = loading("parquet", "aborted", "append", 2).failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.INPUT_MISSING);
        assertThat(heard.failure).hasMessageContaining("s3a://lake/aborted");
    }

    @Test
    void aFileThatHasChangedSinceTheFirstAttemptFailsTheStepAndIsNamed() throws IOException {
        loading("csv", "pinned", "append", 1).on(engine);
        String key = dataFiles("pinned").get(0);
        Segments first = reading("csv", "pinned").run(run);
        Segments second = reading("csv", "pinned").run(run).attempt(2, 2);
        first.on(engine);
        server.front.pass();
        String other = Files.readString(server.file(key)).replace("one", "eno");
        overwrite(key, other);

        var heard = second.failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(heard.failure.step()).isEqualTo("back");
        assertThat(heard.failure).hasMessageContaining("s3a://lake/" + key);
    }

    /** Through the server, so that the object gets another etag. */
    private void overwrite(String key, String text) throws IOException {
        Runnable release = S3Clients.hold(Locally.settings(server));
        S3Put.always(
                new org.apache.hadoop.fs.Path("s3a://lake/" + key),
                text.getBytes(StandardCharsets.UTF_8),
                Locally.conf(server));
        release.run();
    }

    @Test
    void aFileThatComesLaterBelongsToALaterRun() {
        loading("json", "grows", "append", 1).on(engine);
        String reader = run;
        long first =
                reading("json", "grows").run(reader).on(engine).metrics("back").get("rowsOut");
        nextRun();
        loading("json", "grows", "append", 1).on(engine);

        var second = reading("json", "grows").run(reader).attempt(2, 2).on(engine);

        assertThat(first).isEqualTo(3);
        assertThat(second.metrics("back")).containsEntry("rowsOut", 3L);
        assertThat(rows("json", "grows")).isEqualTo(6);
    }

    @Test
    void aPathAndAConnectionThatDoNotGoTogetherAreRefused() {
        var noConnection = loading("csv", "'path':'s3a://lake/x'", 1).failingOn(engine);
        var noPath = loading("csv", "'connection':'s3','path':'out/x'", 1).failingOn(engine);
        var otherType =
                loading("csv", "'connection':'pg','path':'s3a://lake/x'", 1).failingOn(engine);
        var wholeBucket =
                loading("csv", "'connection':'s3','path':'s3a://lake'", 1).failingOn(engine);

        assertThat(List.of(noConnection, noPath, otherType, wholeBucket)).allSatisfy(heard -> {
            assertThat(heard.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
            assertThat(heard.failure.step()).isEqualTo("load");
        });
        assertThat(noConnection.failure).hasMessageContaining("'connection'");
        assertThat(noPath.failure).hasMessageContaining("s3a://bucket/key");
        assertThat(otherType.failure).hasMessageContaining("'postgres'");
    }

    @Test
    void aWrongKeyIsNamedByItsPlaceInTheVault() {
        var writing =
                loading("csv", "'connection':'wrong','path':'s3a://lake/x'", 1).failingOn(engine);
        var reading = segment()
                .connections(server.connections())
                .step("back", "ExtractMethods.avro", "{'with':{'connection':'wrong','path':'s3a://lake/x'}}")
                .failingOn(engine);

        assertThat(writing.failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(writing.failure).hasMessageContaining("vault:kv/data/s3#wrong");
        assertThat(reading.failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(reading.failure).hasMessageContaining("vault:kv/data/s3#wrong");
    }

    @Test
    void aMissingBucketAndAMissingFolderAreNamed() {
        var sink = loading("csv", "'connection':'s3','path':'s3a://no-such-lake/x'", 1)
                .failingOn(engine);
        var source = segment()
                .connections(server.connections())
                .step("back", "ExtractMethods.avro", "{'with':{'connection':'s3','path':'s3a://no-such-lake/x'}}")
                .failingOn(engine);
        var folder = segment()
                .connections(server.connections())
                .step("back", "ExtractMethods.avro", "{'with':{'connection':'s3','path':'s3a://lake/no-such'}}")
                .failingOn(engine);

        assertThat(sink.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(sink.failure).hasMessageContaining("no-such-lake");
        assertThat(source.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(source.failure).hasMessageContaining("no-such-lake");
        assertThat(folder.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
    }

    @Test
    void aServerThatIsDownOrOverloadedIsTriedAgainLater() throws IOException {
        var down =
                loading("csv", "'connection':'down','path':'s3a://lake/x'", 1).failingOn(engine);
        loading("json", "busy", "append", 1).on(engine);
        server.front.rule(request -> Fate.SLOW_DOWN);
        var busy = reading("json", "busy").failingOn(engine);
        server.front.rule(request -> Fate.BREAK);
        var broken = reading("json", "busy").failingOn(engine);

        assertThat(down.failure.code()).as(down.failure.getMessage()).isEqualTo(ErrorCode.SINK_UNREACHABLE);
        assertThat(busy.failure.code()).as(busy.failure.getMessage()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
        assertThat(broken.failure.code()).as(broken.failure.getMessage()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    }

    @Test
    void noClientStaysOpenBehindASegment() {
        loading("json", "closed", "append", 1).on(engine);

        assertThat(S3Clients.count()).isZero();
    }
}
