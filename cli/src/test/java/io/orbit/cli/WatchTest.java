package io.orbit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {
    private static final String EVENTS = "GET /runs/" + Samples.RUN + "/events";

    private final FakeOrbit server = new FakeOrbit();

    WatchTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    private FakeOrbit story() {
        return server.on("GET /runs/" + Samples.RUN, Samples.run("SUCCEEDED"))
                .on(EVENTS, Samples.story("RunSucceeded"));
    }

    @Test
    void withoutATerminalEachChangeIsALineAndNothingIsRedrawn() {
        Cli cli = Cli.with(story());

        int exit = cli.run("status", Samples.RUN, "--watch");

        assertThat(exit).isZero();
        assertThat(cli.lines())
                .containsExactly(
                        "  ● extract           started on runner-1",
                        "  ✓ extract    1.0 s   104,233 rows  runner-1",
                        "  ● join              started on runner-1",
                        "  ✗ join       1.0 s  ORB-2102 It timed out.",
                        "  ↻ join              attempt 2 in 29.0 s",
                        "  ● join              started on runner-2",
                        "✓ succeeded in 6.1 s  flights.01K5XYZ8QJ3N7M2P4R6T8V0W00");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 40, 20})
    void onATerminalNoLineIsWiderThanIt(int columns) {
        Cli cli = Cli.with(story()).terminal(columns);

        cli.run("status", Samples.RUN, "--watch");

        List<String> steps = cli.lines().stream()
                .map(WatchTest::visible)
                .filter(line -> line.startsWith("  "))
                .toList();
        assertThat(steps)
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line.codePointCount(0, line.length())).isLessThan(columns));
    }

    @Test
    void onATerminalWhatHasEndedStaysAndTheRestIsErased() {
        Cli cli = Cli.with(server.on("GET /runs/" + Samples.RUN, Samples.run("SUCCEEDED"))
                        .on(
                                EVENTS,
                                Samples.events(
                                        false,
                                        3,
                                        Samples.event(2, "StepStarted", "extract", "\"attempt\":1,\"runner\":\"r\"")))
                        .on(EVENTS, Samples.events(true, 4, Samples.event(3, "RunSucceeded", "", ""))))
                .terminal(80);

        cli.run("status", Samples.RUN, "--watch");

        assertThat(cli.out()).contains("(Ctrl-C detaches)").contains("\u001b[2A\u001b[J");
        assertThat(afterLastErasure(cli.out()))
                .doesNotContain("Ctrl-C", "● extract")
                .contains("in 6.1 s");
    }

    @Test
    void aRetryIsFollowedFromItsOwnEventsOn() {
        server.on("GET /runs/" + Samples.RUN, Samples.run("FAILED"))
                .on(
                        "POST /runs/" + Samples.RUN + "/retry",
                        "{\"runId\":\"r\",\"status\":\"RUNNING\",\"position\":\"3:1\"}")
                .on(EVENTS, Samples.story("RunSucceeded"));
        Cli cli = Cli.with(server);

        cli.run("retry", Samples.RUN, "--watch");

        assertThat(cli.out()).contains("started on runner-2").doesNotContain("started on runner-1");
    }

    @Test
    void aServerThatIsRestoringIsAskedAgain() {
        server.on("GET /runs/" + Samples.RUN, Samples.run("SUCCEEDED"))
                .refuses(EVENTS, 503, "ORB-4007", "restoring")
                .on(EVENTS, Samples.story("RunSucceeded"));
        Cli cli = Cli.with(server);

        int exit = cli.run("status", Samples.RUN, "--watch");

        assertThat(exit).isZero();
        assertThat(cli.err())
                .startsWith("Connection lost: restoring. Trying again for 2 min; the run does not depend on it.\n")
                .contains("The server is back.");
        assertThat(cli.out()).contains("✓ extract");
    }

    @Test
    void aRunThatIsNotThereIsNotAskedForAgain() {
        server.refuses("GET /runs/" + Samples.RUN, 404, "ORB-1102", "There is no such run.");
        Cli cli = Cli.with(server);

        assertThat(cli.run("status", Samples.RUN, "--watch")).isEqualTo(3);
        assertThat(cli.run("status", Samples.RUN, "--wait")).isEqualTo(3);
    }

    private static String visible(String line) {
        return line.replaceAll("\u001b\\[[0-?]*[ -/]*[@-~]", "").replace("\r", "");
    }

    private static String afterLastErasure(String output) {
        return output.substring(output.lastIndexOf("\u001b[J"));
    }
}
