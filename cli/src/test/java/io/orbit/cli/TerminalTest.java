package io.orbit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
    private final FakeOrbit server = new FakeOrbit();
    private final Cli cli = Cli.with(server);

    TerminalTest() throws IOException {
        server.on("GET /runs", Samples.items(Samples.row(Samples.RUN, "FAILED")))
                .on("GET /runs/" + Samples.RUN, Samples.run("FAILED"))
                .on("GET /runs/" + Samples.RUN + "/events", Samples.story("RunFailed"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void thereIsNoEscapeSequenceWithoutATerminal() {
        for (String line :
                new String[] {"list runs", "status " + Samples.RUN, "status --watch " + Samples.RUN, "lsit", "--help"
                }) {
            cli.run(line.split(" "));

            assertThat(cli.out() + cli.err()).as(line).isNotEmpty().doesNotContain("\u001b");
        }
    }

    @Test
    void aTerminalGetsColourUnlessItIsRefused() {
        cli.terminal(80);

        cli.run("list", "runs");
        assertThat(cli.out()).contains("\u001b[31m✗ failed\u001b[0m");
        cli.run("list", "runs", "--no-color");
        assertThat(cli.out()).contains("✗ failed").doesNotContain("\u001b");
        cli.env("NO_COLOR", "1").run("list", "runs");
        assertThat(cli.out()).doesNotContain("\u001b");
    }

    @Test
    void colourCanBeForcedButRedrawingCannot() {
        cli.env("FORCE_COLOR", "1");

        cli.run("status", "--watch", Samples.RUN);

        assertThat(cli.out()).contains("\u001b[31m✗").doesNotContain("\u001b[J", "\u001b[?7l");
    }

    @Test
    void aDumbTerminalGetsNeither() {
        cli.terminal(80).env("TERM", "dumb");

        cli.run("status", "--watch", Samples.RUN);

        assertThat(cli.out()).contains("started on").doesNotContain("\u001b");
    }

    @Test
    void withoutUnicodeThereAreLettersForSymbols() {
        cli.env("LANG", "C");

        cli.run("list", "runs");

        assertThat(cli.out()).contains("x failed").isASCII();
    }

    @Test
    void quietLeavesTheDataAndTheErrors() {
        cli.run("logs", "flights", "-q");

        assertThat(cli.err()).startsWith("error:");
        cli.run("status", "--wait", Samples.RUN, "-q");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out()).startsWith("✗ failed");
    }

    @Test
    void verboseShowsEachRequest() {
        cli.run("list", "runs", "-v");

        assertThat(cli.err()).contains("GET " + server.url() + "/api/v1/runs?limit=50 -> 200 in ");
    }

    @Test
    void theAddressComesFromTheNoteOfARunningDev(@TempDir Path folder) throws IOException {
        Path below = Files.createDirectories(folder.resolve("a/b"));
        Files.createDirectories(folder.resolve(".orbit"));
        Files.writeString(
                folder.resolve(".orbit/dev.json"),
                "{\"url\":\"" + server.url() + "/\",\"bootstrap\":\"127.0.0.1:9092\"}");

        assertThat(new Cli().in(below).run("list", "runs")).isZero();
    }

    @Test
    void theFlagWinsOverTheVariableAndBothOverTheNote(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve(".orbit"));
        Files.writeString(folder.resolve(".orbit/dev.json"), "{\"url\":\"http://127.0.0.1:1\"}");

        assertThat(Cli.with(server).in(folder).run("list", "runs")).isZero();
        Cli flagged = Cli.with(server).in(folder);
        assertThat(flagged.run("list", "runs", "--server", "http://127.0.0.1:2"))
                .isEqualTo(6);
        assertThat(flagged.err()).contains("the address from --server");
        Cli noted = new Cli().in(folder);
        assertThat(noted.run("list", "runs")).isEqualTo(6);
        assertThat(noted.err()).contains("http://127.0.0.1:1", "dev.json");
    }

    @Test
    void aBrokenNoteIsNamed(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve(".orbit"));
        Files.writeString(folder.resolve(".orbit/dev.json"), "{");
        Cli noted = new Cli().in(folder);

        assertThat(noted.run("list")).isEqualTo(2);
        assertThat(noted.err()).contains("dev.json", "--server");
    }
}
