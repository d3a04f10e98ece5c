package io.orbit.connectors.rules;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.transform.Tables;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are put aside, what is known of them, and how they come back. */
class ReplayTest {
    private static final String COLUMNS =
            "{'id':'bigint','amount':'decimal(12,4)','at':'timestamp','tags':'array<struct<k:string,v:double>>','raw':'binary','day':'date'}";
    private static final String BAD =
            "{'id':2,'amount':-1.2345,'at':'2024-02-29T12:34:56.123456Z','tags':[{'k':'ä','v':0.1}],'raw':'/w==','day':'2024-02-29'}";

    @TempDir
    static Path data;

    private static SegmentEngine engine;
    private static int runs;

    @BeforeAll
    static void open() {
        engine = Segments.engine(EngineSettings.in(data.resolve("work")).withBaseDir(data));
    }

    private static String run() {
        return "default.replay.01JD%022d".formatted(++runs);
    }

    private static void putAside(String run, String place, String format) throws IOException {
        Files.writeString(data.resolve("in.json"), ("{'id':1,'amount':1}\n" + BAD + "\n{'id':3}\n").replace('\'', '"'));
        segment()
                .run(run)
                .step("in", "ExtractMethods.json", "{'with':{'path':'in.json','schema':%s}}".formatted(COLUMNS))
                .step(
                        "quality",
                        "UserMethods.rules",
                        "{'with':{'rules':[{'id':'positive','check':'range','column':'amount','min':0,'policy':'quarantine'}],"
                                + "'key':['id'],'quarantine':{'path':'%s','format':'%s'}}}".formatted(place, format))
                .on(engine);
    }

    private static Segments replaying(String by, String run, String place, String format, String more) {
        return segment()
                .run(by)
                .step(
                        "again",
                        "ExtractMethods.quarantine",
                        "{'with':{'path':'%s','format':'%s','run':'%s','step':'quality'%s}}"
                                .formatted(place, format, run, more));
    }

    private static List<String> rows(Segments segment) throws IOException {
        String folder = "out-" + ++runs;
        segment.step("load", "LoadMethods.json", "{'inputs':['again'],'with':{'path':'%s'}}".formatted(folder))
                .on(engine);
        return new Tables(data, engine).lines(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delta", "json", "parquet"})
    void rowsComeBackAsTheyWereInAllTheirTypes(String format) throws IOException {
        String run = run();
        putAside(run, "aside-" + format, format);
        putAside(run(), "aside-" + format, format);

        List<String> rows = rows(replaying(run(), run, "aside-" + format, format, ""));

        // The load writes milliseconds; the row has more.
        assertThat(rows).containsExactly(BAD.replace(".123456Z", ".123Z"), "{'id':3}");
    }

    @Test
    void aMomentKeepsItsMicroseconds() throws IOException {
        String run = run();
        putAside(run, "micros", "json");

        var heard = replaying(run(), run, "micros", "json", "")
                .step("exact", "UserMethods.filter", "{'with':{'where':'unix_micros(at) % 1000000 = 123456'}}")
                .on(engine);

        assertThat(heard.metrics("exact")).containsEntry("rowsOut", 1L);
    }

    @Test
    void aRecordSaysWhichRulesWhereFromAndWhen() throws IOException {
        String run = run();
        putAside(run, "told", "json");

        var heard = segment()
                .step(
                        "all",
                        "ExtractMethods.json",
                        "{'with':{'path':'told','schema':{'run_id':'string','step_id':'string','rules':'array<string>',"
                                + "'errors':'array<struct<rule:string,column:string,value_hash:string>>',"
                                + "'source_ref':'struct<topic:string,file:string,row:bigint,key:string>','payload':'string',"
                                + "'schema':'string','schema_fp':'string','first_seen_ts':'timestamp'}}}")
                .step(
                        "right",
                        "UserMethods.filter",
                        "{'with':{'where':'run_id = :run AND step_id = :step AND rules[0] = :rule AND errors[0].column = :column AND source_ref.file LIKE :file AND source_ref.key IN (:two, :three) AND length(schema_fp) = 16 AND first_seen_ts = to_timestamp(:at)',"
                                + "'args':{'run':'%s','step':'quality','rule':'positive','column':'amount','file':'%%/in.json','two':'{\\\"id\\\":2}','three':'{\\\"id\\\":3}','at':'2026-01-02T03:04:05.678Z'}}}"
                                        .formatted(run))
                .on(engine);

        assertThat(heard.metrics("right")).containsEntry("rowsIn", 2L).containsEntry("rowsOut", 2L);
    }

    @Test
    void rowsAreReplayedByOneRunHoweverManyAttemptsItTakes() throws IOException {
        String run = run();
        String by = run();
        putAside(run, "once", "delta");

        var first = replaying(by, run, "once", "delta", "").on(engine);
        var retry = replaying(by, run, "once", "delta", "").attempt(2, 2).on(engine);
        var other = replaying(run(), run, "once", "delta", "").failingOn(engine);
        var wanted = replaying(run(), run, "once", "delta", ",'again':true").on(engine);

        assertThat(first.metrics("again")).containsEntry("rowsOut", 2L);
        assertThat(retry.metrics("again")).containsEntry("rowsOut", 2L);
        assertThat(other.failure.code()).isEqualTo(ErrorCode.ALREADY_REPLAYED);
        assertThat(other.failure).hasMessageContaining("run " + by + " has replayed");
        assertThat(wanted.metrics("again")).containsEntry("rowsOut", 2L);
        assertThat(wanted.lines).anyMatch(line -> line.startsWith("WARN again") && line.contains("read again"));
    }

    @Test
    void aPipelineCanAlwaysReadTheQuarantineAndReplayOnlyWhenItIsGivenARun() throws IOException {
        String run = run();
        putAside(run, "param", "delta");
        String schema = ",'schema':{'id':'bigint','amount':'double'}";

        var nothing = replaying(run(), "", "param", "delta", schema).on(engine);
        var without = replaying(run(), "", "param", "delta", "").failingOn(engine);
        var typed = rows(replaying(run(), run, "param", "delta", schema));

        assertThat(nothing.metrics("again")).containsEntry("rowsOut", 0L);
        assertThat(without.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(typed).containsExactly("{'id':2,'amount':-1.2345}", "{'id':3}");
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        putAside(run(), "named", "delta");

        var nowhere = replaying(run(), "r", "nowhere", "delta", "").failingOn(engine);
        var none = replaying(run(), "default.replay.none", "named", "delta", "").failingOn(engine);
        var elsewhere = replaying(run(), "../../up", "named", "delta", "").failingOn(engine);

        assertThat(elsewhere.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(nowhere.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(none.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(none.failure).hasMessageContaining("step 'quality' of run default.replay.none");
    }
}
