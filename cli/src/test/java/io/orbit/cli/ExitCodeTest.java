package io.orbit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitCodeTest {
    @ParameterizedTest
    @CsvSource({
        "400, ORB-4008, 2",
        "401, '', 4",
        "403, ORB-2104, 4",
        "404, ORB-1102, 3",
        "409, ORB-1103, 5",
        "409, ORB-1102, 3",
        "409, ORB-1101, 3",
        "409, ORB-1014, 7",
        "412, '', 5",
        "422, ORB-1001, 7",
        "500, ORB-4010, 1",
        "503, ORB-4007, 6",
        "504, ORB-4009, 8"
    })
    void aRefusalOfTheServerHasItsExitCode(int status, String code, int exit) throws IOException {
        try (FakeOrbit server = new FakeOrbit()) {
            server.refuses("POST /runs/" + Samples.RUN + "/resume", status, code, "It cannot be.");
            Cli cli = Cli.with(server);

            assertThat(cli.run("resume", Samples.RUN)).isEqualTo(exit);
            assertThat(cli.err()).isEqualTo("error: " + code + (code.isEmpty() ? "" : " ") + "It cannot be.\n");
            assertThat(cli.out()).isEmpty();
        }
    }

    @Test
    void aServerThatIsDownIsUnreachableAndTheWayOutIsNamed() throws IOException {
        Cli cli = new Cli();

        int exit = cli.run("list", "--server", "http://127.0.0.1:" + freePort());

        assertThat(exit).isEqualTo(6);
        assertThat(cli.err()).contains("ORB-4006", "http://127.0.0.1:", "orbit dev", "nobody listens");
        cli.run("list", "-o", "json", "--server", "http://127.0.0.1:" + freePort());
        assertThat(cli.json().path("reason").asText()).endsWith("(nobody listens there, the address from --server).");
    }

    @Test
    void anotherServerThanOrbitsIsUnreachableToo() throws IOException {
        try (FakeOrbit server = new FakeOrbit()) {
            server.on("GET /pipelines", 404, "<html>Not Found</html>");
            Cli cli = Cli.with(server);

            assertThat(cli.run("list")).isEqualTo(6);
            assertThat(cli.err()).contains("not in the way of an Orbit server");
        }
    }

    @Test
    void anAnswerThatIsNoJsonIsNoAnswer() throws IOException {
        try (FakeOrbit server = new FakeOrbit()) {
            server.on("GET /pipelines", 200, "<html>Welcome</html>");

            assertThat(Cli.with(server).run("list")).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lsit",
                "list nonsense",
                "list --nonsense",
                "list -o xml",
                "list --limit 0",
                "list --server ftp://x",
                "run",
                "run Flights",
                "run a.b.c",
                "run default.flights.01K5XYZ8QJ3N7M2P4R6T8V0W00",
                "run flights --timeout soon",
                "status 01K5XYZ8QJ3N7M2P4R6T8V0W00",
                "status flights --watch",
                "status --watch",
                "resume flights",
                "validate",
                "apply",
                "completion fish",
                "dev"
            })
    void whatCannotBeUnderstoodIsAUsageError(String line) {
        Cli cli = new Cli();

        int exit = cli.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(exit).isEqualTo(2);
        assertThat(cli.err()).startsWith("error: ORB-4011 ");
        assertThat(cli.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status -o yaml     | '--output' takes table, wide, json, ndjson or name, not 'yaml'. See: orbit"
                        + " status --help",
                "list --utc --local | Only one of --utc and --local can be had. See: orbit list --help",
                "status x --at soon | Invalid value for option '--at': 'soon' is not a whole number. See: orbit status"
                        + " --help",
                "list --limit 1.5   | Invalid value for option '--limit': '1.5' is not a whole number. See: orbit list"
                        + " --help",
                "run x -p k         | Value for option '-p' (K=V) should be in KEY=VALUE format but was k. See: orbit"
                        + " run --help",
                "run x deliver      | deliver is not an argument of orbit run. See: orbit run --help",
                "run                | Missing required parameter: 'NAME'. See: orbit run --help"
            })
    void aUsageErrorIsASentence(String line, String detail) throws IOException {
        Cli cli = new Cli();

        assertThat(cli.run(line.split(" "))).isEqualTo(2);
        assertThat(cli.err()).isEqualTo("error: ORB-4011 " + detail + "\n");
        assertThat(cli.out()).isEmpty();
        assertThat(cli.run((line + " -o json").split(" "))).isEqualTo(2);
        assertThat(cli.json().path("detail").asText()).isEqualTo(detail);
    }

    @Test
    void aMistypedCommandOrFlagIsRecognised() {
        Cli cli = new Cli();

        cli.run("lsit");
        assertThat(cli.err()).contains("\"lsit\" is not a command (did you mean \"list\"?)");
        cli.run("list", "--limt", "3");
        assertThat(cli.err()).contains("--limt").contains("did you mean \"--limit\"?");
    }

    @Test
    void helpIsASuccessAndListsEveryCommand() {
        Cli cli = new Cli();

        assertThat(cli.run("--help")).isZero();
        assertThat(cli.out())
                .contains("demo", "dev", "apply", "validate", "run", "status", "logs", "list", "events", "cancel")
                .contains("resume", "retry", "redrive", "replay", "bench", "runner", "server", "completion");
        assertThat(cli.out().replaceAll("\\s+", " ")).contains("run: the same key never starts a second run");
        assertThat(cli.run("run", "--help")).isZero();
        assertThat(cli.out()).contains("--params").doesNotContain("--no-color");
        assertThat(cli.run("--version")).isZero();
        assertThat(cli.out()).startsWith("orbit ");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
