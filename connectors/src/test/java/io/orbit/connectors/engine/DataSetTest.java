package io.orbit.connectors.engine;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {
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
        Files.writeString(data.resolve("numbers.csv"), "n,word\n1,one\n2,two\n3,three\n");
    }

    private static Segments making(String run, long fence) {
        return segment()
                .run(run)
                .attempt((int) fence, fence)
                .step("read", "ExtractMethods.csv", READ)
                .step(
                        "checked",
                        "UserMethods.rules",
                        "{'output':true,'with':{'rules':[{'id':'small','check':'range','column':'n','max':2,'policy':'drop'}]}}");
    }

    private static String run(int number) {
        return "default.sets.01JD%022d".formatted(number);
    }

    @Test
    void rowsOfAnOutputStepAreLeftAsAvroWithAManifestForOtherSegments() throws IOException {
        var made = making(run(1), 1).on(engine);
        JsonNode output = made.output("checked");

        var read = segment()
                .run(run(1))
                .input("checked", output)
                .step("load", "LoadMethods.json", "{'inputs':['checked'],'with':{'path':'one'}}")
                .on(engine);

        assertThat(output.path("rows").asInt()).isEqualTo(2);
        assertThat(output.path("format").asText()).isEqualTo("avro");
        JsonNode manifest = new ObjectMapper()
                .readTree(Path.of(URI.create(output.path("uri").asText())).toFile());
        assertThat(manifest.path("files").get(0).path("path").asText()).startsWith("attempt-1/part-");
        assertThat(made.metrics("checked"))
                .containsEntry("rowsIn", 3L)
                .containsEntry("rowsOut", 2L)
                .containsEntry("dropped", 1L);
        assertThat(read.metrics("load")).containsEntry("rowsOut", 2L);
    }

    @Test
    void aLaterAttemptTakesOverWhatAnEarlierOneCommittedAndSaysTheSame() throws IOException {
        var first = making(run(2), 1).on(engine);
        Files.delete(data.resolve("numbers.csv"));

        var second = making(run(2), 2).on(engine);

        assertThat(second.output("checked")).isEqualTo(first.output("checked"));
        assertThat(second.result("checked")).hasToString(first.result("checked").toString());
        assertThat(second.metrics("checked")).isEqualTo(first.metrics("checked"));
        assertThat(second.metrics("read")).isEqualTo(first.metrics("read"));
        assertThat(second.lines).anyMatch(line -> line.startsWith("INFO checked already committed"));
    }

    @Test
    void aDataSetThatWasChangedIsNotRead() throws IOException {
        JsonNode output = making(run(3), 1).on(engine).output("checked");
        Path manifest = Path.of(URI.create(output.path("uri").asText()));
        Files.writeString(manifest, Files.readString(manifest).replace("\"rows\":2", "\"rows\":3"));

        var heard = reading(run(3), output).failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.INPUT_MISSING);
        assertThat(heard.failure).hasMessageContaining("changed").hasMessageContaining("_manifest.json");
    }

    @Test
    void aDataFileThatIsGoneOrWasChangedIsNotRead() throws IOException {
        JsonNode output = making(run(4), 1).on(engine).output("checked");
        Path manifest = Path.of(URI.create(output.path("uri").asText()));
        JsonNode file =
                new ObjectMapper().readTree(manifest.toFile()).path("files").get(0);
        Path part = manifest.resolveSibling(file.path("path").asText());
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length - 1] ^= 1;
        Files.write(part, bytes);

        var changed = reading(run(4), output).failingOn(engine);
        Files.delete(part);
        var gone = reading(run(4), output).failingOn(engine);

        assertThat(changed.failure.code()).isEqualTo(ErrorCode.INPUT_MISSING);
        assertThat(gone.failure.code()).isEqualTo(ErrorCode.INPUT_MISSING);
    }

    @Test
    void anInputThatWasNotHandedOverIsNamed() {
        var heard = segment()
                .step("load", "LoadMethods.json", "{'inputs':['elsewhere'],'with':{'path':'never'}}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.INPUT_MISSING);
        assertThat(heard.failure).hasMessageContaining("elsewhere");
    }

    @Test
    void columnTypesSurviveTheWayThroughAvro() {
        String types =
                "SELECT typeof(t) || typeof(s) || typeof(d) || typeof(day) || typeof(at) AS types FROM typed LIMIT 1";
        JsonNode output = segment()
                .run(run(5))
                .step("read", "ExtractMethods.csv", READ)
                .step(
                        "typed",
                        "UserMethods.derive",
                        "{'output':true,'with':{'columns':{'t':'CAST(n AS TINYINT)','s':'CAST(n AS SMALLINT)',"
                                + "'d':'CAST(n AS DECIMAL(12,2))','day':'date_add(CAST(:day AS DATE), n)',"
                                + "'at':'timestamp_micros(n)'},'args':{'day':'2024-02-28'}}}")
                .on(engine)
                .output("typed");

        var heard = segment()
                .run(run(5))
                .input("typed", output)
                .step("types", "UserMethods.sql", "{'inputs':['typed'],'with':{'query':'%s'}}".formatted(types))
                .step("load", "LoadMethods.json", "{'with':{'path':'types'}}")
                .on(engine);

        assertThat(heard.metrics("load")).containsEntry("rowsOut", 1L);
        assertThat(content(data.resolve("types"))).contains("tinyintsmallintdecimal(12,2)datetimestamp");
    }

    private static Segments reading(String run, JsonNode output) {
        return segment()
                .run(run)
                .input("checked", output)
                .step("load", "LoadMethods.json", "{'with':{'path':'again-%s'}}".formatted(run));
    }

    private static String content(Path folder) {
        try (var files = Files.list(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
