package io.orbit.connectors.files;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.storage.Folders;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileLoadTest {
    private static final String RUN = "default.files.01JD%022d";
    private static final String SCHEMA = "{'n':'int','word':'string'}";

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
        run = RUN.formatted(++runs);
        Files.writeString(data.resolve("numbers.csv"), "n,word\n1,one\n2,\"two, too\"\n3,\n");
    }

    private Segments loading(String format, String path, String mode, long fence) {
        return segment()
                .run(run)
                .attempt((int) fence, fence)
                // Named after the attempt, so that its source is not that of the others and may have changed.
                .step(
                        "read" + fence,
                        "ExtractMethods.csv",
                        "{'with':{'path':'numbers.csv','schema':%s}}".formatted(SCHEMA))
                .step("load", "LoadMethods." + format, "{'with':{'path':'%s','mode':'%s'}}".formatted(path, mode));
    }

    private static long rows(String format, String path) {
        String schema = format.equals("csv") || format.equals("json") ? ",'schema':" + SCHEMA : "";
        var heard = segment()
                .step("back", "ExtractMethods." + format, "{'with':{'path':'%s'%s}}".formatted(path, schema))
                .step(
                        "same",
                        "UserMethods.filter",
                        "{'with':{'where':'n = 3 AND word IS NULL OR word = :two OR n = 1','args':{'two':'two, too'}}}")
                .on(engine);
        assertThat(heard.metrics("same").get("rowsOut"))
                .isEqualTo(heard.metrics("back").get("rowsOut"));
        return heard.metrics("back").get("rowsOut");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json", "parquet", "avro"})
    void whatIsLoadedCanBeReadBack(String format) {
        var heard = loading(format, "back-" + format, "append", 1).on(engine);

        assertThat(heard.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(rows(format, "back-" + format)).isEqualTo(3);
    }

    @Test
    void quotesAreDoubledAsOtherReadersOfCsvExpect() throws IOException {
        Files.writeString(data.resolve("numbers.csv"), "n,word\n1,\"a \"\"b\"\", c\"\n2,back\\slash\n");

        loading("csv", "quotes", "append", 1).on(engine);

        String text = Files.readString(Folders.dataFiles(data.resolve("quotes")).get(0));
        assertThat(text).isEqualTo("n,word\n1,\"a \"\"b\"\", c\"\n2,back\\slash\n");
    }

    @Test
    void aHeaderThatDoesNotFitTheSchemaIsNamed() throws IOException {
        Files.writeString(data.resolve("numbers.csv"), "n,sentence\n1,one\n");

        var heard = loading("csv", "header", "append", 1).failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(heard.failure.step()).isEqualTo("read1");
        assertThat(heard.failure.getMessage())
                .contains("Header: n, sentence", "Schema: n, word", "numbers.csv")
                .doesNotContain("NO_HINT");
    }

    @Test
    void aFileThatIsNotWhatItSaysIsNamed() throws IOException {
        Files.createDirectories(data.resolve("broken"));
        Files.writeString(data.resolve("broken/part.parquet"), "PAR1 this is no Parquet");
        var broken = segment()
                .run(run)
                .step("read", "ExtractMethods.parquet", "{'with':{'path':'broken'}}")
                .step("load", "LoadMethods.csv", "{'with':{'path':'from-broken'}}");

        var heard = broken.failingOn(engine);

        assertThat(heard.failure.getMessage()).contains("part.parquet").contains("is not a Parquet file");
    }

    @Test
    void aRetryAfterTheCommitAddsNothingAndReportsTheSameCounts() {
        var first = loading("parquet", "once", "append", 1).on(engine);

        var second = loading("parquet", "once", "append", 2).on(engine);

        assertThat(second.result("load")).isEqualTo(first.result("load"));
        assertThat(second.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(second.lines).anyMatch(line -> line.startsWith("INFO load already committed"));
        assertThat(rows("parquet", "once")).isEqualTo(3);
    }

    @Test
    void aStaleAttemptChangesNothingOnceALaterOneHasCommitted() throws IOException {
        loading("parquet", "stale", "replace", 2).on(engine);
        List<Path> committed = Folders.dataFiles(data.resolve("stale"));
        Files.writeString(data.resolve("numbers.csv"), "n,word\n1,one\n");

        var stale = loading("parquet", "stale", "replace", 1).on(engine);

        assertThat(stale.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(Folders.dataFiles(data.resolve("stale"))).isEqualTo(committed);
        assertThat(rows("parquet", "stale")).isEqualTo(3);
    }

    @Test
    void theNextAttemptFinishesWhatACrashLeftBetweenDecisionAndPublication() throws IOException {
        loading("parquet", "crash", "append", 1).on(engine);
        Path folder = data.resolve("crash");
        Path manifest = folder.resolve("_orbit").resolve(run).resolve("load.json");
        JsonNode decision = new ObjectMapper().readTree(manifest.toFile());
        Path staging = manifest.resolveSibling(decision.path("staging").asText());
        Files.createDirectories(staging);
        for (JsonNode file : decision.path("files")) {
            Files.move(
                    folder.resolve(file.path("to").asText()),
                    staging.resolve(file.path("from").asText()));
        }
        assertThat(Folders.dataFiles(folder)).isEmpty();

        loading("parquet", "crash", "append", 2).on(engine);

        assertThat(rows("parquet", "crash")).isEqualTo(3);
        assertThat(staging).doesNotExist();
    }

    @Test
    void runsAddUpWithAppendAndTakeEachOthersPlaceWithReplace() {
        loading("json", "many", "append", 1).on(engine);
        run = RUN.formatted(++runs);
        loading("json", "many", "append", 1).on(engine);
        long appended = rows("json", "many");

        run = RUN.formatted(++runs);
        loading("json", "many", "replace", 1).on(engine);

        assertThat(appended).isEqualTo(6);
        assertThat(rows("json", "many")).isEqualTo(3);
    }

    @Test
    void aFolderThatHoldsFilesIsRefusedByDefault() {
        loading("csv", "taken", "append", 1).on(engine);
        run = RUN.formatted(++runs);

        var heard = loading("csv", "taken", "errorIfExists", 1).failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SINK_NOT_EMPTY);
        assertThat(rows("csv", "taken")).isEqualTo(3);
    }

    @Test
    void replacingWithNoRowsFailsAndLeavesWhatIsThere() throws IOException {
        loading("parquet", "kept", "append", 1).on(engine);
        run = RUN.formatted(++runs);
        Files.writeString(data.resolve("numbers.csv"), "n,word\n");

        var refused = loading("parquet", "kept", "replace", 1).failingOn(engine);

        assertThat(refused.failure.code()).isEqualTo(ErrorCode.EMPTY_INPUT);
        assertThat(refused.failure.step()).isEqualTo("load");
        assertThat(rows("parquet", "kept")).isEqualTo(3);
    }

    @Test
    void partitionColumnsBecomeFolders() throws IOException {
        segment()
                .run(run)
                .step("read", "ExtractMethods.csv", "{'with':{'path':'numbers.csv','schema':%s}}".formatted(SCHEMA))
                .step("load", "LoadMethods.parquet", "{'with':{'path':'parted','partitionBy':['n']}}")
                .on(engine);

        assertThat(Folders.dataFiles(data.resolve("parted")))
                .extracting(file -> file.getParent().getFileName().toString())
                .containsExactly("n=1", "n=2", "n=3");
        assertThat(rows("parquet", "parted")).isEqualTo(3);
    }

    @Test
    void columnsThatChangedPlacesInACsvFileFailTheStep() throws IOException {
        Files.writeString(data.resolve("numbers.csv"), "word,n\none,1\n");

        var heard = loading("parquet", "swapped", "append", 1).failingOn(engine);

        assertThat(heard.failure.step()).isEqualTo("read1");
    }

    @Test
    void jsonNeedsASchemaOrLeaveToInferOne() throws IOException {
        Files.writeString(data.resolve("array.json"), "[{\"n\":1},{\"n\":2}]");

        var refused = segment()
                .step("read", "ExtractMethods.json", "{'with':{'path':'array.json'}}")
                .failingOn(engine);
        var inferred = segment()
                .step("read", "ExtractMethods.json", "{'with':{'path':'array.json','inferSchema':true}}")
                .on(engine);

        assertThat(refused.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(inferred.metrics("read")).containsEntry("rowsOut", 2L);
    }

    @Test
    void aColumnarExtractReadsOnlyWhatIsAskedFor() {
        loading("parquet", "narrow", "append", 1).on(engine);

        var heard = segment()
                .step(
                        "back",
                        "ExtractMethods.parquet",
                        "{'with':{'path':'narrow','columns':['word'],'where':'n < :most','args':{'most':3}}}")
                .step("load", "LoadMethods.json", "{'with':{'path':'narrowed'}}")
                .on(engine);

        assertThat(heard.metrics("back")).containsEntry("rowsOut", 2L);
    }
}
