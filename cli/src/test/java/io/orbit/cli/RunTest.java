package io.orbit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    private static final String ACCEPTED =
            "{\"runId\":\"" + Samples.RUN + "\",\"status\":\"RUNNING\",\"position\":\"3:1200\",\"deduplicated\":false}";

    private final FakeOrbit server = new FakeOrbit();

    RunTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    private FakeOrbit accepting() {
        return server.on("POST /pipelines/default.flights/runs", 201, ACCEPTED);
    }

    private FakeOrbit ending(String status) {
        return accepting()
                .on("GET /runs/" + Samples.RUN, Samples.run(status))
                .on(
                        "GET /runs/" + Samples.RUN + "/events",
                        Samples.story(
                                "Run" + status.charAt(0) + status.substring(1).toLowerCase(java.util.Locale.ROOT)));
    }

    @Test
    void withoutATerminalOnlyTheRunIdIsOnStdout() throws IOException {
        Cli cli = Cli.with(accepting());

        int exit = cli.run("run", "flights");

        assertThat(exit).isZero();
        assertThat(cli.out()).isEqualTo(Samples.RUN + "\n");
        assertThat(cli.err()).contains("orbit status flights.01K5XYZ8QJ3N7M2P4R6T8V0W00 --watch");
        assertThat(server.only("POST").json()).hasToString("{\"params\":{}}");
        assertThat(server.only("POST").target()).endsWith("runs?wait=10000ms");
    }

    @Test
    void everyRequestHasItsOwnRandomKeyUnlessOneIsGiven() {
        Cli cli = Cli.with(accepting());

        cli.run("run", "flights");
        cli.run("run", "flights");
        cli.run("run", "flights", "--idempotency-key", "mine");

        assertThat(server.asked())
                .extracting(FakeOrbit.Asked::idempotencyKey)
                .doesNotHaveDuplicates()
                .hasSize(3);
        assertThat(server.asked().get(0).idempotencyKey()).hasSizeGreaterThan(30);
        assertThat(server.asked().get(2).idempotencyKey()).isEqualTo("mine");
    }

    @Test
    void parametersAreSentInTheirDeclaredTypes() throws IOException {
        accepting().on("GET /pipelines/default.flights", """
                        {"definition":{"params":{"n":{"type":"integer"},"x":{"type":"number"},"b":{"type":"boolean"},"day":{"type":"date"}}}}""");

        Cli.with(server)
                .run(
                        "run",
                        "flights",
                        "-p",
                        "n=5",
                        "-p",
                        "x=0.10",
                        "-p",
                        "b=true",
                        "-p",
                        "day=2024-01-07",
                        "-p",
                        "new=5");

        assertThat(server.only("POST").body())
                .isEqualTo("{\"params\":{\"n\":5,\"x\":0.10,\"b\":true,\"day\":\"2024-01-07\",\"new\":\"5\"}}");
    }

    @Test
    void aValueOfTheWrongTypeIsLeftToTheServerToRefuse() throws IOException {
        accepting()
                .on("GET /pipelines/default.flights", "{\"definition\":{\"params\":{\"n\":{\"type\":\"integer\"}}}}");

        Cli.with(server).run("run", "flights", "-p", "n=many");

        assertThat(server.only("POST").json().at("/params/n").asText()).isEqualTo("many");
    }

    @Test
    void theCommandLineWinsOverTheFileOfParameters(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("p.json"), "{\"n\":1,\"m\":2}");
        accepting()
                .on("GET /pipelines/default.flights", "{\"definition\":{\"params\":{\"n\":{\"type\":\"integer\"}}}}");

        Cli.with(server).in(folder).run("run", "flights", "--params", "p.json", "-p", "n=7");

        assertThat(server.only("POST").json().path("params")).hasToString("{\"n\":7,\"m\":2}");
    }

    @Test
    void aFileOfParametersThatIsNotJsonIsRefusedBeforeAnythingIsSent(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("p.json"), "{\"n\":");
        Cli cli = Cli.with(accepting()).in(folder);

        int exit = cli.run("run", "flights", "--params", "p.json");

        assertThat(exit).isEqualTo(7);
        assertThat(cli.err()).contains("ORB-1002", "p.json", "line 1");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void waitingAnswersHowTheRunEnded() {
        Cli cli = Cli.with(ending("FAILED"));

        int exit = cli.run("run", "flights", "--wait");

        assertThat(exit).isEqualTo(10);
        assertThat(cli.lines())
                .containsExactly(
                        "✗ failed in 6.1 s  flights.01K5XYZ8QJ3N7M2P4R6T8V0W00",
                        "  join: ORB-3002 Step 'join' has no retries left.");
        assertThat(cli.err())
                .contains("orbit logs flights.01K5XYZ8QJ3N7M2P4R6T8V0W00 --failed")
                .contains("orbit retry flights.01K5XYZ8QJ3N7M2P4R6T8V0W00");
    }

    @Test
    void withJsonTheOnlyDocumentIsTheRunAsItEnded() throws IOException {
        Cli cli = Cli.with(ending("CANCELLED"));

        int exit = cli.run("run", "flights", "--watch", "-o", "json");

        assertThat(exit).isEqualTo(11);
        assertThat(cli.json().path("status").asText()).isEqualTo("CANCELLED");
        assertThat(cli.err()).contains("extract");
    }

    @Test
    void theRunGoesOnWhenTheTimeToWaitIsOver() {
        accepting().on("GET /runs/" + Samples.RUN + "/events", "{\"items\":[],\"nextSeq\":1,\"terminal\":false}");
        Cli cli = Cli.with(server);

        int exit = cli.run("run", "flights", "--wait", "--timeout", "1s");

        assertThat(exit).isEqualTo(8);
        assertThat(cli.err()).contains("ORB-4009", "still goes on", "orbit status flights.01K5");
    }

    @Test
    void aRequestThatIsNotDecidedInTimeSaysWhereItLies() {
        server.on("POST /pipelines/default.flights/runs", 202, "{\"runId\":null,\"position\":\"5:77\"}");
        Cli cli = Cli.with(server);

        assertThat(cli.run("run", "flights")).isEqualTo(8);
        assertThat(cli.err()).contains("ORB-4009", "5:77");
    }

    @Test
    void anUnknownPipelineIsNotFoundAndTheNearestIsNamed() {
        server.refuses("POST /pipelines/default.nightly-exprot/runs", 404, "ORB-1101", "unknown")
                .on(
                        "GET /pipelines",
                        "{\"items\":[{\"pipeline\":\"default.nightly-export\"},{\"pipeline\":\"default.x\"}]}");
        Cli cli = Cli.with(server);

        int exit = cli.run("run", "nightly-exprot");

        assertThat(exit).isEqualTo(3);
        assertThat(cli.err())
                .isEqualTo(
                        "error: ORB-1101 There is no pipeline 'default.nightly-exprot'. Did you mean 'nightly-export'?\n");
    }

    @Test
    void theNamespaceOfTheFlagIsThatOfTheName() {
        server.on("POST /pipelines/sales.orders/runs", 201, ACCEPTED);

        assertThat(Cli.with(server).run("run", "orders", "-n", "sales")).isZero();
        assertThat(Cli.with(server).run("-n", "sales", "run", "orders")).isZero();
        assertThat(Cli.with(server).env("ORBIT_NAMESPACE", "sales").run("run", "sales.orders"))
                .isZero();
    }

    @Test
    void twoWaysToFollowAreOneTooMany() {
        Cli cli = Cli.with(server);

        assertThat(cli.run("run", "flights", "--wait", "--detach")).isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void aKeyUsedBeforeIsSaidToHaveBeen() {
        server.on("POST /pipelines/default.flights/runs", 201, ACCEPTED.replace("false", "true"));
        Cli cli = Cli.with(server);

        cli.run("run", "flights", "--idempotency-key", "k");

        assertThat(cli.out()).isEqualTo(Samples.RUN + "\n");
        assertThat(cli.err()).contains("was used before");
    }
}
