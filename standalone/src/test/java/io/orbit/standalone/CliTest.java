package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line program against a real house: exit codes, and one JSON document on stdout. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CliTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private static final String GOOD = """
            { "apiVersion": "orbit/v1", "name": "good",
              "steps": [
                { "id": "one", "method": "UserMethods.noop", "with": { "result": { "batch": 7 } } },
                { "id": "two", "method": "UserMethods.wait", "dependsOn": ["one"], "with": { "durationMs": 5 } } ] }
            """;
    private static final String BAD = """
            { "apiVersion": "orbit/v1", "name": "bad", "retry": { "maxRetries": 0, "delayMs": 1000 },
              "steps": [ { "id": "never", "method": "UserMethods.failUntil", "with": { "succeedOnAttempt": 0 } } ] }
            """;

    @TempDir
    private Path folder;

    private TestHouse house;

    @BeforeAll
    void startTheHouse(@TempDir Path data) throws InterruptedException {
        house = TestHouse.start(data);
    }

    @AfterEach
    void killWhatIsLeft() {
        Child.killAll();
    }

    @AfterAll
    void closeTheHouse() {
        house.close();
    }

    /** What one command line left behind. */
    private record Said(int exit, JsonNode json) {}

    private Said orbit(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("-o", "json"));
        Child child = Child.start(folder, Map.of("ORBIT_SERVER", house.orbit().url()), io.orbit.cli.Main.class, line);
        int exit = child.exit();
        return new Said(exit, JSON.readTree(child.out()));
    }

    @Test
    void aRunCanBeFollowedFromItsDefinitionToItsReplay() throws Exception {
        Path file = Files.writeString(folder.resolve("good.json"), GOOD);

        Said applied = orbit("apply", file.toString());
        Said ran = orbit("run", "good", "--wait");
        String runId = house.orbit()
                .ask("runs?pipeline=default.good")
                .json()
                .path("items")
                .path(0)
                .path("runId")
                .asText();
        Said status = orbit("status", runId);
        Said events = orbit("events", runId);
        Said logs = orbit("logs", runId);
        Said replay = orbit("replay");

        assertThat(List.of(applied, ran, status, events, logs, replay))
                .extracting(Said::exit)
                .containsOnly(0);
        assertThat(ran.json().toString()).contains(runId).contains("SUCCEEDED");
        assertThat(status.json().path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(events.json().findValuesAsText("type"))
                .startsWith("RunAccepted")
                .endsWith("RunSucceeded");
        assertThat(logs.json().isMissingNode()).isFalse();
        assertThat(replay.json().path("equal").asBoolean()).isTrue();
    }

    @Test
    void aRunThatFailsIsExitCodeTen() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.json"), BAD);
        assertThat(orbit("apply", file.toString()).exit()).isZero();

        Said ran = orbit("run", "bad", "--wait");

        assertThat(ran.exit()).isEqualTo(10);
        assertThat(ran.json().toString()).contains("FAILED");
    }
}
