package io.orbit.connectors.engine;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.storage.Folders;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeavySegmentTest {
    private static final String READ = "{'with':{'path':'numbers.csv','schema':{'n':'int','word':'string'}}}";

    @TempDir
    static Path data;

    private static SegmentEngine engine;

    @BeforeAll
    static void open() {
        engine = Segments.engine(EngineSettings.in(data.resolve("work")).withBaseDir(data));
    }

    @BeforeEach
    void source() throws IOException {
        Files.writeString(data.resolve("numbers.csv"), "n,word\n1,one\n2,two\n3,three\n4,four\n");
    }

    @Test
    void aChainOfStepsIsReportedInOrderWithItsCountsOnceItsLoadIsCommitted() {
        var heard = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step(
                        "big",
                        "UserMethods.filter",
                        "{'with':{'where':'n >= :least','args':{'least':'${params.least}'}}}")
                .step("load", "LoadMethods.parquet", "{'with':{'path':'chain'}}")
                .params("{'least':2}")
                .on(engine);

        assertThat(heard.events)
                .containsExactly(
                        "started read",
                        "started big",
                        "started load",
                        "succeeded read",
                        "succeeded big",
                        "succeeded load");
        assertThat(heard.metrics("read")).containsEntry("rowsOut", 4L);
        assertThat(heard.metrics("big")).containsEntry("rowsIn", 4L).containsEntry("rowsOut", 3L);
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 3L).containsKeys("bytes", "ms");
        assertThat(heard.result("load").path("files").asInt()).isPositive();
        assertThat(heard.lines).anyMatch(line -> line.startsWith("INFO load done") && line.contains("rowsOut=3"));
    }

    @Test
    void aLoadsResultIsThereForTheStepsAfterIt() {
        var heard = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("load", "LoadMethods.json", "{'with':{'path':'refer'}}")
                .step("tell", "UserMethods.noop", "{'with':{'result':'${steps.load.result.rows}'}}")
                .on(engine);

        assertThat(heard.result("tell").asInt()).isEqualTo(4);
    }

    @Test
    void rowsThatNobodyReadsAreComputedAllTheSame() {
        var heard = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("half", "UserMethods.derive", "{'with':{'columns':{'half':'n / (n - 3)'}}}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(heard.failure.step()).isEqualTo("half");
        assertThat(heard.outcomes).isEmpty();
    }

    @Test
    void withoutStepCountsOnlySinksCount() {
        var engine = Segments.engine(
                EngineSettings.in(data.resolve("work")).withBaseDir(data).withCountSteps(false));

        var heard = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("load", "LoadMethods.parquet", "{'with':{'path':'uncounted'}}")
                .on(engine);

        assertThat(heard.metrics("read")).doesNotContainKey("rowsOut");
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 4L);
    }

    @Test
    void aMissingSourceIsNamedAndNotRetried() {
        var heard = segment()
                .step("read", "ExtractMethods.csv", "{'with':{'path':'nowhere.csv'}}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(heard.failure).hasMessageContaining("Step 'read'").hasMessageContaining("nowhere.csv");
    }

    @Test
    void anUnreadableRecordIsTheFaultOfTheExtractAndItsValueIsNotTold() throws IOException {
        Files.writeString(data.resolve("bad.csv"), "n,word\n1,one\nsecretish,two\n");

        var heard = segment()
                .step("read", "ExtractMethods.csv", "{'with':{'path':'bad.csv','schema':{'n':'int','word':'string'}}}")
                .step("load", "LoadMethods.parquet", "{'with':{'path':'bad'}}")
                .failingOn(engine);

        assertThat(heard.failure.step()).isEqualTo("read");
        assertThat(heard.failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(heard.failure.getMessage()).doesNotContain("secretish");
        assertThat(Folders.dataFiles(data.resolve("bad"))).isEmpty();
    }

    @Test
    void badRecordsCanBeDroppedOrKeptWithTheirText() throws IOException {
        Files.writeString(data.resolve("mixed.csv"), "n,word\n1,one\nx,two\n");
        String with = "{'with':{'path':'mixed.csv','schema':{'n':'int','word':'string'},'badRecords':'%s'%s}}";

        var dropped = segment()
                .step("read", "ExtractMethods.csv", with.formatted("drop", ""))
                .on(engine);
        var kept = segment()
                .step("read", "ExtractMethods.csv", with.formatted("permissive", ",'corruptColumn':'bad'"))
                .step("bad", "UserMethods.filter", "{'with':{'where':'bad IS NOT NULL'}}")
                .on(engine);

        assertThat(dropped.metrics("read")).containsEntry("rowsOut", 1L);
        assertThat(kept.metrics("read")).containsEntry("rowsOut", 2L);
        assertThat(kept.metrics("bad")).containsEntry("rowsOut", 1L);
    }

    @Test
    void anUnknownColumnIsASchemaMismatchAndSqlThatIsNoExpressionAnInvalidParameter() {
        var unknown = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("big", "UserMethods.filter", "{'with':{'where':'m > 1'}}")
                .failingOn(engine);
        var more = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("big", "UserMethods.filter", "{'with':{'where':'n > 1) UNION (SELECT 1'}}")
                .failingOn(engine);

        assertThat(unknown.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(unknown.failure.step()).isEqualTo("big");
        assertThat(more.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
    }

    @Test
    void noRowsAreAWarningOrAFailureAsTheStepSays() {
        String none = "{'with':{'where':'n > 9'}%s}";

        var warned = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("none", "UserMethods.filter", none.formatted(""))
                .on(engine);
        var quiet = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("none", "UserMethods.filter", none.formatted(",'onZeroRows':'succeed'"))
                .on(engine);
        var failed = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("none", "UserMethods.filter", none.formatted(",'onZeroRows':'fail'"))
                .failingOn(engine);

        assertThat(warned.lines).contains("WARN none no rows");
        assertThat(quiet.lines).doesNotContain("WARN none no rows");
        assertThat(failed.failure.code()).isEqualTo(ErrorCode.EMPTY_INPUT);
        assertThat(failed.failure.step()).isEqualTo("none");
    }

    @Test
    void cancellingStopsTheSparkJobsOfTheSegment() throws IOException {
        CancelToken cancel = new CancelToken();
        var segment = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step(
                        "endless",
                        "UserMethods.sql",
                        "{'with':{'query':'SELECT count(*) AS c FROM range(100000000000) a JOIN read ON a.id % 7 = read.n'}}")
                .step("load", "LoadMethods.parquet", "{'with':{'path':'cancelled'}}");

        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> segment.on(engine, cancel));
        var tracker = SparkSession.builder().getOrCreate().sparkContext().statusTracker();
        await().until(() -> tracker.getActiveJobIds().length > 0);
        cancel.cancel();

        assertThatThrownBy(running::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancellationException.class);
        await().until(() -> tracker.getActiveJobIds().length == 0);
        assertThat(Folders.dataFiles(data.resolve("cancelled"))).isEmpty();
    }

    @Test
    void cancellingEndsAPause() {
        CancelToken cancel = new CancelToken();
        var segment = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("pause", "UserMethods.pause", "{'with':{'durationMs':600000}}");

        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> segment.on(engine, cancel));
        cancel.cancel();

        assertThatThrownBy(running::get).hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    void anUnknownMethodFailsBeforeAnythingRuns() {
        var heard = segment()
                .step("first", "UserMethods.noop", "{}")
                .step("second", "UserMethods.nope", "{}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.UNKNOWN_METHOD);
        assertThat(heard.failure.step()).isEqualTo("second");
        assertThat(heard.events).isEmpty();
    }
}
