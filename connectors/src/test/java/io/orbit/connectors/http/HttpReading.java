package io.orbit.connectors.http;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.storage.Folders;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A step that reads items from a service and one that keeps them, with a service, secrets and an engine. */
abstract class HttpReading {
    static final String SECRET = "correct horse/battery";
    private static final AtomicInteger RUNS = new AtomicInteger();

    @TempDir
    static Path data;

    static TestVault vault;
    static SegmentEngine engine;

    TestApi api;
    String run;

    @BeforeAll
    static void open() {
        vault = TestVault.start()
                .with("kv/data/api", "{'token':{'token':'%s'}}".formatted(SECRET))
                .with("kv/data/login", "{'basic':{'username':'ann','password':'%s'}}".formatted(SECRET))
                .with("kv/data/key", "{'key':{'apiKey':'%s'}}".formatted(SECRET));
        engine = newEngine();
    }

    static SegmentEngine newEngine() {
        return Segments.engine(
                EngineSettings.in(data.resolve("work")).withBaseDir(data).withCredentials(vault.credentials()));
    }

    @AfterAll
    static void close() {
        engine.close();
        vault.close();
    }

    @BeforeEach
    void start() {
        api = TestApi.start();
        run = "default.http.01JD%022d".formatted(RUNS.incrementAndGet());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    Segments reading(String path, String more) {
        return reading(path, more, "'credentials':'vault:kv/data/api#token'");
    }

    Segments reading(String path, String more, String connection) {
        return segment()
                .run(run)
                .connections("{'api':{'type':'http','baseUrl':'%s',%s}}".formatted(api.base(), connection))
                .step(
                        "read",
                        "ExtractMethods.http",
                        "{'with':{'connection':'api','path':'%s','recordPath':'data.items','schema':{'id':'int','name':'string','owner':'struct<login: string>'}%s}}"
                                .formatted(path, more.isEmpty() ? "" : "," + more))
                .step("keep", "LoadMethods.json", "{'with':{'path':'out/%s'}}".formatted(run));
    }

    List<Integer> ids() {
        List<Integer> ids = new ArrayList<>();
        try {
            for (Path file : Folders.dataFiles(data.resolve("out").resolve(run))) {
                Files.readAllLines(file)
                        .forEach(line -> ids.add(Segments.json(line).path("id").asInt()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ids;
    }

    void failAfterTheRead(String path, String more) throws IOException {
        Path inTheWay = data.resolve("out").resolve(run).resolve("in-the-way.json");
        Files.createDirectories(inTheWay.getParent());
        Files.createFile(inTheWay);
        assertThat(reading(path, more).failingOn(engine).failure.code()).isEqualTo(ErrorCode.SINK_NOT_EMPTY);
        Files.delete(inTheWay);
    }

    static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }
}
