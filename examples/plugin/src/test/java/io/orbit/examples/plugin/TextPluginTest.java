package io.orbit.examples.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.SegmentRequest.StepSpec;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Engines;
import io.orbit.connectors.registry.Catalogue;
import io.orbit.connectors.registry.MethodRegistry;
import io.orbit.schemas.pipeline.MethodCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextPluginTest {
    private static final Path CHECKED_IN = Path.of("src/main/resources", Catalogue.RESOURCE);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path data;

    /** Keeps the outcomes. */
    private static final class Outcomes implements SegmentListener {
        final Map<String, StepOutcome> byStep = new TreeMap<>();

        @Override
        public void started(String step) {
            assertThat(byStep).doesNotContainKey(step);
        }

        @Override
        public void succeeded(String step, StepOutcome outcome) {
            byStep.put(step, outcome);
        }

        @Override
        public void log(String step, String level, String line) {
            assertThat(line).isNotBlank();
        }
    }

    private static StepSpec step(String id, String method, String with) {
        JsonNode spec =
                JSON.createObjectNode().put("id", id).put("method", method).set("with", json(with));
        return new StepSpec(id, spec);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theEngineFindsThePluginAndRunsItsMethodBetweenItsOwn() throws IOException {
        Files.writeString(data.resolve("cities.csv"), "city,state\n SAN JOSE ,CA\nnew york,NY\n");
        SegmentRequest segment = new SegmentRequest(
                "default.cities",
                "default.cities.01JD0000000000000000000001",
                1,
                "s1",
                1,
                1,
                Instant.parse("2026-01-02T03:04:05Z"),
                List.of(
                        step("read", "ExtractMethods.csv", "{'path':'cities.csv'}"),
                        step("title", "TextMethods.titleCase", "{'columns':['city']}"),
                        step("load", "LoadMethods.json", "{'path':'out'}")),
                json("{}"),
                json("{}"),
                Map.of(),
                Map.of());
        Outcomes heard = new Outcomes();

        try (SegmentEngine engine =
                Engines.create(EngineSettings.in(data.resolve("work")).withBaseDir(data))) {
            engine.run(segment, heard, new CancelToken());
        }

        assertThat(heard.byStep.get("title").metrics()).containsEntry("rowsOut", 2L);
        StringBuilder written = new StringBuilder();
        try (var files = Files.newDirectoryStream(data.resolve("out"), "part-*")) {
            for (Path file : files) {
                written.append(Files.readString(file));
            }
        }
        assertThat(written.toString().lines())
                .containsExactlyInAnyOrder(
                        "{\"city\":\"San Jose\",\"state\":\"CA\"}", "{\"city\":\"New York\",\"state\":\"NY\"}");
    }

    @Test
    void theJarCarriesTheCatalogueOfItsMethods() throws IOException {
        MethodRegistry registry = MethodRegistry.ofClasses(new TextPlugin().methodClasses());
        if (Boolean.getBoolean("orbit.catalog.write")) {
            Catalogue.write(registry, CHECKED_IN);
        }

        assertThat(Files.readString(CHECKED_IN))
                .as("run this test with -Dorbit.catalog.write=true and check the change in")
                .isEqualTo(Catalogue.text(registry));
    }

    @Test
    void pipelinesCanBeCheckedAgainstBothCatalogues() {
        MethodCatalog catalog = MethodCatalog.load(TextPlugin.class.getClassLoader());

        assertThat(catalog.find("TextMethods.titleCase")).isPresent();
        assertThat(catalog.find("ExtractMethods.csv")).isPresent();
    }
}
