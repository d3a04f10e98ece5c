package io.orbit.connectors.files;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Later attempts read what the first one found. */
class PinnedFilesTest {
    private static final String RUN = "default.pins.01JE%022d";

    @TempDir
    static Path data;

    private static SegmentEngine engine;
    private static int runs;

    private Path folder = Path.of("");
    private String run = "";

    @BeforeAll
    static void open() {
        engine = Segments.engine(EngineSettings.in(data.resolve("work")).withBaseDir(data));
    }

    @BeforeEach
    void lay() throws IOException {
        run = RUN.formatted(++runs);
        folder = data.resolve("in-" + runs);
        write("a.csv", "n\n1\n2\n");
        write("b.csv", "n\n3\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Reads the path in attempt {@code fence}, and loads it somewhere else than the others did. */
    private Segments reading(String path, int fence) {
        return segment()
                .run(run)
                .attempt(fence, fence)
                .step("read", "ExtractMethods.csv", "{'with':{'path':'%s','schema':{'n':'int'}}}".formatted(path))
                .step("load", "LoadMethods.json", "{'with':{'path':'out-%d-%d'}}".formatted(runs, fence));
    }

    @Test
    void aFileThatComesLaterBelongsToALaterRun() throws IOException {
        var first = reading(folder.toString(), 1).on(engine);
        write("c.csv", "n\n4\n");

        var second = reading(folder.toString(), 2).on(engine);
        run = RUN.formatted(++runs);
        var other = reading(folder.toString(), 1).on(engine);

        assertThat(first.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(second.metrics("read")).containsEntry("rowsOut", 3L);
        assertThat(second.result("read")).isEqualTo(first.result("read"));
        assertThat(other.metrics("read")).containsEntry("rowsOut", 4L);
        assertThat(other.result("read").path("files").asInt()).isEqualTo(3);
    }

    @Test
    void aFileThatHasChangedFailsTheStepAndIsNamed() throws IOException {
        reading(folder.toString(), 1).on(engine);
        write("b.csv", "n\n5\n");
        Files.setLastModifiedTime(folder.resolve("b.csv"), FileTime.fromMillis(1_000));

        var second = reading(folder.toString(), 2).failingOn(engine);

        assertThat(second.failure.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(second.failure.step()).isEqualTo("read");
        assertThat(second.failure.getMessage()).contains("b.csv").doesNotContain("a.csv");
    }

    @Test
    void aFileThatIsGoneFailsTheStep() throws IOException {
        reading(folder.toString(), 1).on(engine);
        Files.delete(folder.resolve("a.csv"));

        assertThat(reading(folder.toString(), 2).failingOn(engine).failure.code())
                .isEqualTo(ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void globsFoldersAndPartitionsAreReadAsSparkReadsThem() throws IOException {
        write("day=1/x.csv", "n\n7\n");
        write("_hidden/x.csv", "n\n8\n");
        write("plain/x.csv", "n\n9\n");
        write("_SUCCESS", "");

        var glob = reading(folder + "/{a,b}.csv", 1).on(engine);
        var tree = segment()
                .run(RUN.formatted(++runs))
                .step(
                        "read",
                        "ExtractMethods.csv",
                        "{'with':{'path':'%s','schema':{'n':'int'}}}".formatted(folder + "/day=*"))
                .step("load", "LoadMethods.json", "{'with':{'path':'out-%d'}}".formatted(runs))
                .on(engine);
        var partitioned = segment()
                .run(RUN.formatted(++runs))
                .step(
                        "read",
                        "ExtractMethods.csv",
                        "{'with':{'path':'%s','schema':{'n':'int'}}}".formatted(data.resolve("parted")))
                .step("where", "UserMethods.filter", "{'with':{'where':'day = 2'}}")
                .step("load", "LoadMethods.json", "{'with':{'path':'out-%d'}}".formatted(runs));
        Files.createDirectories(data.resolve("parted/day=1"));
        Files.createDirectories(data.resolve("parted/day=2"));
        Files.writeString(data.resolve("parted/day=1/x.csv"), "n\n1\n");
        Files.writeString(data.resolve("parted/day=2/x.csv"), "n\n2\n3\n");

        assertThat(glob.metrics("read")).containsEntry("rowsOut", 3L);
        assertThat(tree.metrics("read")).containsEntry("rowsOut", 1L);
        assertThat(partitioned.on(engine).metrics("load")).containsEntry("rowsOut", 2L);
    }

    @Test
    void nothingThatMatchesIsAnErrorThatNamesThePath() {
        var heard = reading(folder + "/*.tsv", 1).failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(heard.failure.getMessage()).contains("*.tsv");
    }
}
