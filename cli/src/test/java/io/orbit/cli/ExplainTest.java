package io.orbit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
    private static final String EXPLANATION = """
            {"pipeline":"default.orders",
             "segments":[{"id":"read","light":false,"steps":["read","shape"],
                          "keeps":["the rows of 'shape', because 'a' and 'b' read them, and shall see the same"]},
                         {"id":"a","light":false,"steps":["a"],"keeps":[]}],
             "sources":[{"step":"read","method":"ExtractMethods.postgres","pinned":null,"retry":"reads what is there then"}],
             "sinks":[{"step":"a","method":"LoadMethods.delta","guarantee":"exactly once per run","because":"of its commit"}]}""";

    @TempDir
    Path folder;

    private final FakeOrbit server = new FakeOrbit();
    private final Cli cli = Cli.with(server);

    ExplainTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aPipelineIsExplainedInLinesThatFit() {
        server.on("GET /pipelines/default.orders/explain", EXPLANATION);

        int exit = cli.terminal(60).run("explain", "orders");

        String plain = cli.out().replaceAll("\u001b\\[[0-9;]*m", "");
        assertThat(exit).isZero();
        assertThat(plain.lines()).allMatch(line -> line.length() <= 60);
        assertThat(plain.replaceAll("\\s+", " "))
                .contains("read read → shape; keeps the rows of 'shape', because 'a' and 'b' read them")
                .contains("read ExtractMethods.postgres pins nothing; a retry reads what is there then")
                .contains("a LoadMethods.delta exactly once per run, because of its commit");
    }

    @Test
    void anOlderVersionCanBeAskedFor() throws IOException {
        server.on("GET /pipelines/default.orders/explain", EXPLANATION);

        cli.run("explain", "orders", "3", "-o", "json");

        assertThat(server.only("GET").target()).isEqualTo("/pipelines/default.orders/explain?version=3");
        assertThat(cli.json().at("/sinks/0/step").asText()).isEqualTo("a");
    }

    @Test
    void aFileIsSentWithItsPartsAndNothingIsApplied() throws IOException {
        cli.in(folder);
        Files.writeString(
                folder.resolve("orders.json"),
                "{\"apiVersion\":\"orbit/v1\",\"name\":\"orders\",\"steps\":[{\"$ref\":\"step.json\"}]}");
        Files.writeString(folder.resolve("step.json"), "{\"id\":\"a\",\"method\":\"UserMethods.noop\"}");
        server.on("POST /pipelines/explain", EXPLANATION);

        int exit = cli.run("explain", "orders.json");

        assertThat(exit).as(cli.err()).isZero();
        assertThat(server.only("POST").target()).isEqualTo("/pipelines/explain");
        assertThat(server.only("POST").body()).contains("UserMethods.noop").doesNotContain("$ref");
    }

    @Test
    void aBrokenFileIsNotSent() throws IOException {
        cli.in(folder);
        Files.writeString(
                folder.resolve("orders.json"),
                "{\"apiVersion\":\"orbit/v1\",\"nmae\":\"orders\",\"steps\":[{\"id\":\"a\",\"method\":\"UserMethods.noop\"}]}");

        assertThat(cli.run("explain", "orders.json")).isEqualTo(7);

        assertThat(cli.err()).contains("Did you mean 'name'?");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void aFileHasNoVersions() {
        assertThat(cli.run("explain", "orders.json", "2")).isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }
}
