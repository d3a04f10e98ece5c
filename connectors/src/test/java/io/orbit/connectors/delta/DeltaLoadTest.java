package io.orbit.connectors.delta;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaLoadTest {
    private static final String RUN = "default.tables.01JD%022d";

    @TempDir
    static Path data;

    private static SegmentEngine engine;
    private static int runs;

    private String run;

    @BeforeAll
    static void open() {
        engine = Segments.engine(EngineSettings.in(data.resolve("work")).withBaseDir(data));
    }

    @BeforeEach
    void source() throws IOException {
        nextRun();
        rows("1,one,10", "2,two,20", "3,three,30");
    }

    private void nextRun() {
        run = RUN.formatted(++runs);
    }

    private static void rows(String... lines) throws IOException {
        Files.writeString(data.resolve("rows.csv"), "n,word,at\n" + String.join("\n", lines) + "\n");
    }

    private Segments loading(String with, long fence) {
        return segment()
                .run(run)
                .attempt((int) fence, fence)
                // Named after the attempt, so that its source is not that of the others and may have changed.
                .step(
                        "read" + fence,
                        "ExtractMethods.csv",
                        "{'with':{'path':'rows.csv','schema':{'n':'int','word':'string','at':'int'}}}")
                .step("load", "LoadMethods.delta", "{'with':{%s}}".formatted(with));
    }

    private static long count(String table, String where) {
        return segment()
                .step("back", "ExtractMethods.delta", "{'with':{'path':'%s','where':'%s'}}".formatted(table, where))
                .on(engine)
                .metrics("back")
                .get("rowsOut");
    }

    private static long versions(String table) throws IOException {
        try (Stream<Path> log = Files.list(data.resolve(table).resolve("_delta_log"))) {
            return log.filter(file -> file.toString().endsWith(".json")).count();
        }
    }

    @Test
    void aRetryAfterTheCommitDoesNotDuplicateRowsAndReportsTheRecordedCounts() throws IOException {
        var first = loading("'path':'once'", 1).on(engine);

        var second = loading("'path':'once'", 2).on(engine);

        assertThat(first.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(second.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(second.result("load")).hasToString(first.result("load").toString());
        assertThat(second.lines).anyMatch(line -> line.startsWith("INFO load already committed"));
        assertThat(count("once", "true")).isEqualTo(3);
        assertThat(versions("once")).isEqualTo(1);
    }

    @Test
    void aStaleAttemptWithOtherRowsChangesNothing() throws IOException {
        loading("'path':'stale','mode':'overwrite'", 2).on(engine);
        rows("9,nine,90");

        loading("'path':'stale','mode':'overwrite'", 1).on(engine);

        assertThat(count("stale", "true")).isEqualTo(3);
        assertThat(versions("stale")).isEqualTo(1);
    }

    @Test
    void anotherRunAppendsAgain() {
        loading("'path':'twice'", 1).on(engine);
        nextRun();

        loading("'path':'twice'", 1).on(engine);

        assertThat(count("twice", "true")).isEqualTo(6);
    }

    @Test
    void aMergeUpdatesKnownKeysAddsTheOthersAndCountsBothOnce() throws IOException {
        String merge = "'path':'merged','mode':'merge','keys':['n']";
        loading(merge, 1).on(engine);
        nextRun();
        rows("2,TWO,21", "4,four,40");

        var first = loading(merge, 1).on(engine);
        rows("2,LATER,22", "5,five,50");
        var replay = loading(merge, 2).on(engine);

        assertThat(first.result("load").path("inserted").asInt()).isEqualTo(1);
        assertThat(first.result("load").path("updated").asInt()).isEqualTo(1);
        assertThat(first.metrics("load")).containsEntry("rowsOut", 2L).containsEntry("rowsIn", 2L);
        assertThat(replay.result("load")).hasToString(first.result("load").toString());
        assertThat(count("merged", "true")).isEqualTo(4);
        assertThat(count("merged", "word = upper(word) AND n = 2 AND at = 21")).isEqualTo(1);
    }

    @Test
    void aMergeCanLeaveNewerRowsAlone() throws IOException {
        String merge = "'path':'newer','mode':'merge','keys':['n'],'matchOnlyIfNewer':'at'";
        loading(merge, 1).on(engine);
        nextRun();
        rows("1,old,9", "2,new,21");

        loading(merge, 1).on(engine);

        assertThat(count("newer", "n = 1 AND at = 10 OR n = 2 AND at = 21")).isEqualTo(2);
    }

    @Test
    void severalRowsForOneKeyCannotBeMerged() throws IOException {
        String merge = "'path':'ambiguous','mode':'merge','keys':['n']";
        loading(merge, 1).on(engine);
        nextRun();
        rows("1,uno,11", "1,eins,12");

        var heard = loading(merge, 1).failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(heard.failure).hasMessageContaining("UserMethods.deduplicate");
        assertThat(count("ambiguous", "true")).isEqualTo(3);
    }

    @Test
    void overwritingWithNothingFailsUnlessTheStepAllowsIt() throws IOException {
        loading("'path':'full'", 1).on(engine);
        nextRun();
        rows();

        var refused = loading("'path':'full','mode':'overwrite'", 1).failingOn(engine);
        long kept = count("full", "true");
        var allowed = segment()
                .run(run)
                .step(
                        "read",
                        "ExtractMethods.csv",
                        "{'with':{'path':'rows.csv','schema':{'n':'int','word':'string','at':'int'}}}")
                .step("load", "LoadMethods.delta", "{'onZeroRows':'warn','with':{'path':'full','mode':'overwrite'}}")
                .on(engine);

        assertThat(refused.failure.code()).isEqualTo(ErrorCode.EMPTY_INPUT);
        assertThat(kept).isEqualTo(3);
        assertThat(allowed.metrics("load")).containsEntry("rowsOut", 0L);
        assertThat(allowed.lines).contains("WARN load no rows");
        assertThat(count("full", "true")).isZero();
    }

    @Test
    void anOverwriteOfAggregatedRowsCountsThemOnce() {
        var heard = segment()
                .run(run)
                .step(
                        "read",
                        "ExtractMethods.csv",
                        "{'with':{'path':'rows.csv','schema':{'n':'int','word':'string','at':'int'}}}")
                .step("sums", "UserMethods.aggregate", "{'with':{'groupBy':['n'],'measures':{'total':'sum(at)'}}}")
                .step("load", "LoadMethods.delta", "{'with':{'path':'sums','mode':'overwrite'}}")
                .on(engine);

        assertThat(heard.metrics("read")).containsEntry("rowsOut", 3L);
        assertThat(heard.metrics("sums")).containsEntry("rowsOut", 3L);
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 3L);
    }

    @Test
    void columnsThatTheTableLacksAreRefusedOrAdded() {
        loading("'path':'wide'", 1).on(engine);
        nextRun();
        String with = "'path':'wide','schemaPolicy':'%s'";

        var refused = wider(with.formatted("strict")).failingOn(engine);
        var added = wider(with.formatted("addColumns")).on(engine);

        assertThat(refused.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(refused.failure.step()).isEqualTo("load");
        assertThat(added.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(count("wide", "more IS NOT NULL")).isEqualTo(3);
    }

    private Segments wider(String with) {
        return segment()
                .run(run)
                .step(
                        "read",
                        "ExtractMethods.csv",
                        "{'with':{'path':'rows.csv','schema':{'n':'int','word':'string','at':'int'}}}")
                .step("more", "UserMethods.derive", "{'with':{'columns':{'more':'n + 1'}}}")
                .step("load", "LoadMethods.delta", "{'with':{%s}}".formatted(with));
    }

    @Test
    void anOlderVersionCanBeReadAndTheResultNamesIt() {
        loading("'path':'travel'", 1).on(engine);
        nextRun();
        loading("'path':'travel'", 1).on(engine);

        var newest = segment()
                .step("back", "ExtractMethods.delta", "{'with':{'path':'travel'}}")
                .on(engine);
        var older = segment()
                .step("back", "ExtractMethods.delta", "{'with':{'path':'travel','versionAsOf':0}}")
                .on(engine);
        var never = segment()
                .step("back", "ExtractMethods.delta", "{'with':{'path':'travel','versionAsOf':7}}")
                .failingOn(engine);

        assertThat(newest.result("back").path("version").asInt()).isEqualTo(1);
        assertThat(newest.metrics("back")).containsEntry("rowsOut", 6L);
        assertThat(older.metrics("back")).containsEntry("rowsOut", 3L);
        assertThat(never.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
    }

    @Test
    void aFolderThatIsNoTableIsNamed() {
        var heard = segment()
                .step("back", "ExtractMethods.delta", "{'with':{'path':'nothing-here'}}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(heard.failure).hasMessageContaining("nothing-here");
    }
}
