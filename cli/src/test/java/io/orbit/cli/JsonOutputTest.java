package io.orbit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.http.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonOutputTest {
    private static final String RUN = Samples.RUN;

    private final FakeOrbit server = new FakeOrbit();

    JsonOutputTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list pipelines",
                "list runs",
                "list runners",
                "list dead-letters",
                "status flights",
                "status " + Samples.RUN,
                "status",
                "events " + Samples.RUN,
                "events -f " + Samples.RUN,
                "logs " + Samples.RUN,
                "logs -f " + Samples.RUN,
                "logs --failed " + Samples.RUN,
                "run flights",
                "run flights --wait",
                "run flights --watch",
                "cancel " + Samples.RUN,
                "cancel flights --yes",
                "resume " + Samples.RUN,
                "retry " + Samples.RUN,
                "redrive " + Samples.RUN + " join",
                "replay"
            })
    void everyCommandWritesExactlyOneDocument(String line) throws IOException {
        String decided = "{\"runId\":\"" + RUN + "\",\"status\":\"RUNNING\",\"position\":\"3:1\"}";
        server.on("GET /pipelines", Samples.items("{\"pipeline\":\"default.flights\",\"version\":1,\"lastRun\":null}"))
                .on("GET /pipelines/default.flights", "{\"pipeline\":\"default.flights\"}")
                .on("GET /runs", Samples.items(Samples.row(RUN, "FAILED")))
                .on("GET /runners", Samples.items("{\"runner\":\"r\",\"state\":\"READY\",\"holding\":[]}"))
                .on("GET /dead-letters", Samples.items("{\"runId\":\"" + RUN + "\",\"step\":\"join\"}"))
                .on("GET /health", "{\"status\":\"UP\"}")
                .on("GET /runs/" + RUN, Samples.run("SUCCEEDED"))
                .on("GET /runs/" + RUN + "/events", Samples.story("RunSucceeded"))
                .on("GET /runs/" + RUN + "/logs", Samples.items("{\"line\":\"x\",\"step\":\"join\"}"))
                .on("POST /pipelines/default.flights/runs", 201, decided)
                .on("POST /replay", "{\"equal\":true,\"partitions\":[]}");
        for (String verb : List.of("cancel", "resume", "retry", "redrive")) {
            server.on("POST /runs/" + RUN + "/" + verb, decided);
        }
        Cli cli = Cli.with(server);

        int exit = cli.run((line + " -o json").split(" "));

        assertThat(exit).as(cli.err()).isZero();
        assertThat(cli.json().isContainerNode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list pipelines",
                "list runs",
                "list runners",
                "list dead-letters",
                "status flights",
                "events x",
                "logs x"
            })
    void anEmptyListIsAnEmptyArray(String line) throws IOException {
        server.on("GET /pipelines", Samples.items())
                .on("GET /pipelines/default.flights", "{}")
                .on("GET /runs", Samples.items())
                .on("GET /runners", Samples.items())
                .on("GET /dead-letters", Samples.items())
                .on("GET /runs/" + RUN + "/events", Samples.events(false, 1))
                .on("GET /runs/" + RUN + "/logs", Samples.items());
        Cli cli = Cli.with(server);

        int exit = cli.run((line.replace(" x", " " + RUN) + " -o json").split(" "));

        assertThat(exit).isZero();
        assertThat(cli.json()).isEqualTo(Json.MAPPER.createArrayNode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "list runs",
                "list runners",
                "list dead-letters",
                "status",
                "status flights",
                "status " + Samples.RUN,
                "events " + Samples.RUN,
                "events -f " + Samples.RUN,
                "logs " + Samples.RUN,
                "logs -f " + Samples.RUN,
                "run flights",
                "run flights --wait",
                "cancel " + Samples.RUN,
                "cancel flights",
                "resume " + Samples.RUN,
                "retry " + Samples.RUN,
                "redrive " + Samples.RUN,
                "replay",
                "no-such-command",
                "list --no-such-flag",
                "validate no-such-file",
                "apply no-such-file"
            })
    void anErrorIsADocumentToo(String line) throws IOException {
        Cli cli = Cli.with(server);

        int exit = cli.run((line + " -o json").split(" "));

        assertThat(exit).isNotZero();
        assertThat(cli.json().isObject()).isTrue();
        assertThat(cli.err()).isNotEmpty();
    }

    @Test
    void aProblemCarriesWhatTheServerSaidAndTheExitCode() throws IOException {
        server.on("POST /runs/" + RUN + "/resume", 422, """
                {"type":"/problems/x","title":"T","status":422,"code":"ORB-1014","detail":"Bad.","errors":[{"pointer":"/params/n","message":"m","hint":"h"}]}""");
        Cli cli = Cli.with(server);

        cli.run("resume", RUN, "-ojson");

        assertThat(cli.json().path("exit").asInt()).isEqualTo(7);
        assertThat(cli.json().path("code").asText()).isEqualTo("ORB-1014");
        assertThat(cli.json().at("/errors/0/pointer").asText()).isEqualTo("/params/n");
        assertThat(cli.err()).isEqualTo("error: ORB-1014 Bad.\n  /params/n  m  (h)\n");
    }

    @Test
    void ndjsonIsOneDocumentPerLine() throws IOException {
        server.on("GET /runs", Samples.items(Samples.row(RUN, "FAILED"), Samples.row(RUN, "SUCCEEDED")));
        Cli cli = Cli.with(server);

        cli.run("list", "runs", "-o", "ndjson");

        assertThat(cli.lines()).hasSize(2);
        for (String line : cli.lines()) {
            JsonNode run = Json.MAPPER.readTree(line);
            assertThat(run.path("runId").asText()).isEqualTo(RUN);
        }
    }

    @Test
    void namesAreOnePerLine() {
        server.on("GET /runs", Samples.items(Samples.row(RUN, "FAILED")));
        Cli cli = Cli.with(server);

        cli.run("list", "runs", "-o", "name");

        assertThat(cli.out()).isEqualTo(RUN + "\n");
    }
}
