package io.orbit.connectors.engine;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeavySegmentTest {
    @TempDir
    static Path work;

    @TempDir
    Path data;

    private static SegmentEngine engine;

    @BeforeAll
    static void open() {
        engine = Engines.create(EngineSettings.in(work));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @BeforeEach
    void source() throws IOException {
        Files.writeString(data.resolve("numbers.csv"), "n,word\n1,one\n2,two\n3,three\n4,four\n");
    }

    @Test
    void aChainOfStepsIsReportedInOrderWithItsCountsOnceItsLoadIsCommitted() {
        var heard = segment()
                .step(
                        "read",
                        "ExtractMethods.csv",
                        "{'with':{'path':'%s/numbers.csv','schema':{'n':'int','word':'string'}}}".formatted(data))
                .step(
                        "big",
                        "UserMethods.filter",
                        "{'with':{'where':'n >= :least','args':{'least':'${params.least}'}}}")
                .step("load", "LoadMethods.parquet", "{'with':{'path':'%s/out'}}".formatted(data))
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
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 3L);
        assertThat(heard.result("load").path("files").asInt()).isPositive();
    }
}
