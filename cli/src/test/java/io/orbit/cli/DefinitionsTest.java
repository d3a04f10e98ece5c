package io.orbit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Definitions use a method of a plug-in jar made here, so that they do not depend on which methods are built in. */
class DefinitionsTest {
    private static final String METHODS = """
            {"methods":[{"name":"PluginMethods.dice","kind":"extract","light":true,"title":"Dice","description":"Throws dice.",
             "streaming":false,"inputs":{"min":0,"max":0},"guarantee":null,
             "parameters":{"type":"object","additionalProperties":false,"required":["sides"],
               "properties":{"sides":{"type":"integer"},"throws":{"type":"integer"}}}}]}""";

    private static final String GOOD = """
            {
              "apiVersion": "orbit/v1",
              "name": "dice",
              "steps": [
                { "id": "throw", "method": "PluginMethods.dice", "with": { "sides": 6 } }
              ]
            }
            """;

    @TempDir
    Path folder;

    private final FakeOrbit server = new FakeOrbit();
    private final Cli cli = Cli.with(server);

    DefinitionsTest() throws IOException {}

    @BeforeEach
    void plugin() throws IOException {
        cli.in(folder);
        try (OutputStream file = Files.newOutputStream(folder.resolve("plugin.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("META-INF/orbit/methods.json"));
            jar.write(METHODS.getBytes(StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void file(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
    }

    @Test
    void aGoodDefinitionIsGoodWithoutAServer() throws IOException {
        file("pipelines/dice.json", GOOD);

        int exit = cli.run("validate", "pipelines/dice.json", "--plugin", "plugin.jar");

        assertThat(exit).as(cli.out()).isZero();
        assertThat(cli.out()).isEqualTo("✓ pipelines/dice.json  default.dice\n");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void everyProblemHasItsPlaceItsCodeAndAHint() throws IOException {
        file("pipelines/dice.json", GOOD.replace("\"sides\"", "\"sidse\"").replace("\"name\"", "\"nmae\""));

        int exit = cli.run("validate", "pipelines/dice.json", "--plugin", "plugin.jar");

        assertThat(exit).isEqualTo(7);
        assertThat(cli.out())
                .containsPattern("pipelines/dice\\.json:3:\\d+  ORB-1005 /nmae  .*\\(Did you mean 'name'\\?\\)")
                .containsPattern(
                        "pipelines/dice\\.json:5:\\d+  ORB-1005 /steps/0/with/sidse  .*\\(Did you mean 'sides'\\?\\)");
        assertThat(cli.err()).containsPattern("\\d problems in 1 of 1 file");
    }

    @Test
    void problemsAreAlsoADocument() throws IOException {
        file("pipelines/dice.json", GOOD);
        file("pipelines/broken.json", "{\"apiVersion\":");

        int exit = cli.run("validate", "pipelines", "--plugin", "plugin.jar", "-o", "json");

        assertThat(exit).isEqualTo(7);
        JsonNode document = cli.json();
        assertThat(document.path("valid").asBoolean(true)).isFalse();
        assertThat(document.at("/files/0/problems/0/code").asText()).isEqualTo("ORB-1002");
        assertThat(document.at("/files/0/problems/0/line").asInt()).isEqualTo(1);
        assertThat(document.at("/files/1/pipeline").asText()).isEqualTo("default.dice");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        assertThat(cli.run("validate", "nowhere.json")).isEqualTo(7);
        assertThat(cli.out()).contains("ORB-1013", "nowhere.json");
    }

    @Test
    void theNamesOfGoodDefinitionsAreNotEvenAnEmptyLine() throws IOException {
        file("good.json", GOOD);
        file("bad.json", "{}");

        assertThat(cli.run("validate", "good.json", "--plugin", "plugin.jar", "-o", "name"))
                .isZero();
        assertThat(cli.out()).isEmpty();
        cli.run("validate", "good.json", "bad.json", "--plugin", "plugin.jar", "-o", "name");
        assertThat(cli.out()).isEqualTo("bad.json\n");
    }

    @Test
    void aLinkToNothingIsNamedAndHidesNoOtherFile() throws IOException {
        file("good.json", GOOD);
        Files.createSymbolicLink(folder.resolve("lost.json"), Path.of("gone.json"));
        Files.createDirectories(folder.resolve("folder.json"));

        int exit = cli.run("validate", ".", "--plugin", "plugin.jar");

        assertThat(exit).isEqualTo(7);
        assertThat(cli.lines())
                .containsExactly(
                        "✓ good.json  default.dice",
                        "lost.json  ORB-1013  This file is a link to 'gone.json', which is not there.");
    }

    @Test
    void aDashIsStandardInput() throws IOException {
        assertThat(cli.types(GOOD).run("validate", "-", "--plugin", "plugin.jar"))
                .isZero();
        assertThat(cli.out()).isEqualTo("✓ stdin  default.dice\n");
        assertThat(cli.types(GOOD.replace("\"sides\"", "\"sidse\"")).run("validate", "-", "--plugin", "plugin.jar"))
                .isEqualTo(7);
        assertThat(cli.out()).startsWith("stdin:5:").contains("/steps/0/with/sidse");
        assertThat(cli.types("").run("validate", "-")).isEqualTo(7);
        assertThat(cli.out()).startsWith("stdin:1:1  ORB-1002");
    }

    @Test
    void aPipeIsReadLikeAFile() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "named pipes are POSIX");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<Path> writer = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.writeString(pipe, GOOD, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(cli.run("validate", "pipe", "--plugin", "plugin.jar")).isZero();
        assertThat(cli.out()).isEqualTo("✓ pipe  default.dice\n");
        assertThat(writer).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aFileHasOneNameHoweverItWasFound() throws IOException {
        // In the directory of this process, where files are named as they were typed.
        Path here = Files.createTempDirectory(Path.of("target"), "names");
        Files.createDirectories(here.resolve("inc"));
        Files.writeString(here.resolve("bad.json"), GOOD.replace("\"sides\": 6", "\"$ref\": \"inc/six.json\""));
        Files.writeString(here.resolve("inc/six.json"), "{\"sidse\":6}");
        Cli near = new Cli();

        near.run("validate", "./" + here + "/.", "-o", "json", "--plugin", folder.resolve("plugin.jar") + "");

        assertThat(near.json().at("/files/0/file").asText()).isEqualTo(here.resolve("bad.json") + "");
        assertThat(near.json().findValuesAsText("file"))
                .contains(here.resolve("inc/six.json").toString())
                .noneMatch(name -> name.startsWith("."));
    }

    @Test
    void aPluginWithoutACatalogueIsAnError() throws IOException {
        file("good.json", GOOD);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("library.jar")))) {
            jar.putNextEntry(new JarEntry("a.txt"));
        }
        file("torn.jar", "no zip");
        Files.createDirectories(folder.resolve("plugins"));

        assertThat(cli.run("validate", "good.json", "--plugin", "library.jar")).isEqualTo(2);
        assertThat(cli.err()).contains("library.jar", "META-INF/orbit/methods.json");
        assertThat(cli.run("validate", "good.json", "--plugin", "torn.jar")).isEqualTo(2);
        assertThat(cli.err()).contains("torn.jar", "is no jar");
        assertThat(cli.run("validate", "good.json", "--plugin", "plugins")).isEqualTo(2);
        assertThat(cli.err()).contains("plugins", "META-INF/orbit/methods.json");
        Files.copy(folder.resolve("library.jar"), folder.resolve("plugins/library.jar"));
        Files.copy(folder.resolve("plugin.jar"), folder.resolve("plugins/plugin.jar"));
        assertThat(cli.run("validate", "good.json", "--plugin", "plugins")).isZero();
    }

    @Test
    void anUnknownMethodMayBeAPlugins() throws IOException {
        file("good.json", GOOD);

        cli.run("validate", "good.json");

        assertThat(cli.out()).contains("ORB-1004").contains("If a plug-in offers it, name its jar: --plugin PATH");
    }

    @Test
    void theSchemaIsPrintedForEditors() throws IOException {
        assertThat(cli.run("validate", "--schema", "--plugin", "plugin.jar")).isZero();
        assertThat(cli.json().path("$schema").asText()).contains("2020-12");
        assertThat(cli.out()).contains("PluginMethods.dice");
    }

    @Test
    void theBundleIsSentWithEveryRefExpanded() throws IOException {
        file("pipelines/dice.json", GOOD.replace("{ \"sides\": 6 }", "{ \"$ref\": \"../parts/six.json\" }"));
        file("parts/six.json", "{\"sides\":6}");
        server.on(
                "POST /pipelines",
                "{\"pipeline\":\"default.dice\",\"version\":2,\"changed\":true,\"position\":\"1:2\"}");

        int exit = cli.run("apply", "pipelines/dice.json", "--plugin", "plugin.jar");

        assertThat(exit).as(cli.err()).isZero();
        assertThat(server.only("POST").target()).isEqualTo("/pipelines?wait=10000ms");
        assertThat(server.only("POST").json().at("/steps/0/with/sides").asInt()).isEqualTo(6);
        assertThat(cli.lines()).containsExactly("PIPELINE  VERSION  RESULT", "dice           v2  changed");
    }

    @Test
    void aFolderIsAppliedWithoutItsParts() throws IOException {
        file("pipelines/a.json", GOOD.replace("\"dice\"", "\"a\""));
        file("pipelines/b.json", GOOD.replace("\"dice\"", "\"b\""));
        file("pipelines/part.json", "{\"sides\":6}");
        server.on("POST /pipelines", "{\"pipeline\":\"default.a\",\"version\":1,\"changed\":false}");

        int exit = cli.run("apply", "pipelines", "--plugin", "plugin.jar");

        assertThat(exit).isZero();
        assertThat(server.asked())
                .extracting(asked -> asked.json().path("name").asText())
                .containsExactly("a", "b");
        assertThat(server.asked()).extracting(FakeOrbit.Asked::idempotencyKey).doesNotHaveDuplicates();
        assertThat(cli.out()).contains("unchanged");
    }

    @Test
    void nothingIsSentWhenOneOfThemIsWrong() throws IOException {
        file("pipelines/a.json", GOOD);
        file("pipelines/b.json", GOOD.replace("\"sides\"", "\"sidse\""));

        int exit = cli.run("apply", "pipelines", "--plugin", "plugin.jar", "-o", "json");

        assertThat(exit).isEqualTo(7);
        assertThat(server.asked()).isEmpty();
        assertThat(cli.err()).contains("pipelines/b.json:5:", "Nothing was applied: 1 of 2 definitions has problems.");
        assertThat(cli.json().at("/problems/0/pointer").asText()).isEqualTo("/steps/0/with/sidse");
    }

    private static final String REFUSED = """
            {"title":"T","status":422,"code":"ORB-1004","detail":"There is no method 'PluginMethods.dice'.",
             "errors":[{"code":"ORB-1004","pointer":"/steps/0/method","message":"There is no method 'PluginMethods.dice'.","hint":"","line":1}]}""";

    @Test
    void aMethodThatIsUnknownHereIsLeftToTheServerWhoseProblemsAreShownLikeOurs() throws IOException {
        file("pipelines/dice.json", GOOD);
        server.on("POST /pipelines", 422, REFUSED);

        int exit = cli.run("apply", "pipelines/dice.json", "-o", "json");

        assertThat(exit).isEqualTo(7);
        assertThat(cli.err().lines().toList()).hasSize(2).satisfies(lines -> {
            assertThat(lines.get(0))
                    .endsWith("pipelines/dice.json:5:22  ORB-1004 /steps/0/method  There is no method"
                            + " 'PluginMethods.dice'.");
            assertThat(lines.get(1))
                    .isEqualTo(
                            "error: ORB-1004 The server refuses pipelines/dice.json: 1 problem. Nothing was applied.");
        });
        assertThat(cli.json().at("/problems/0/line").asInt()).isEqualTo(5);
        assertThat(cli.json().at("/applied")).isEmpty();
        assertThat(cli.json().has("errors")).isFalse();
    }

    @Test
    void theOnlyDefinitionIsNotCounted() throws IOException {
        file("bad.json", "{}");

        assertThat(cli.run("apply", "bad.json")).isEqualTo(7);
        assertThat(cli.err()).endsWith("error: ORB-1001 Nothing was applied: the definition has problems.\n");
    }

    @Test
    void theFirstVersionIsCreatedNotChanged() throws IOException {
        file("dice.json", GOOD);
        server.on("POST /pipelines", "{\"pipeline\":\"default.dice\",\"version\":1,\"changed\":true}");

        cli.run("apply", "dice.json", "--plugin", "plugin.jar");

        assertThat(cli.lines()).containsExactly("PIPELINE  VERSION  RESULT", "dice           v1  created");
    }

    @Test
    void whatWasAppliedBeforeARefusalIsTold() throws IOException {
        file("pipelines/a.json", GOOD.replace("\"dice\"", "\"a\""));
        file("pipelines/b.json", GOOD.replace("\"dice\"", "\"b\""));
        file("pipelines/c.json", GOOD.replace("\"dice\"", "\"c\""));
        server.on("POST /pipelines", "{\"pipeline\":\"default.a\",\"version\":3,\"changed\":true}")
                .on("POST /pipelines", 422, REFUSED);

        int exit = cli.run("apply", "pipelines", "--plugin", "plugin.jar");

        assertThat(exit).isEqualTo(7);
        assertThat(cli.lines()).containsExactly("PIPELINE  VERSION  RESULT", "a              v3  changed");
        assertThat(cli.err())
                .contains("The server refuses pipelines/b.json: 1 problem. Applied before it: default.a. Not sent:"
                        + " pipelines/c.json.");
    }

    @Test
    void whatWasAppliedBeforeAnErrorIsInTheOneDocument() throws IOException {
        file("pipelines/a.json", GOOD.replace("\"dice\"", "\"a\""));
        file("pipelines/b.json", GOOD.replace("\"dice\"", "\"b\""));
        server.on("POST /pipelines", "{\"pipeline\":\"default.a\",\"version\":3,\"changed\":true}")
                .refuses("POST /pipelines", 503, "ORB-4007", "It is being restored.");

        int exit = cli.run("apply", "pipelines", "--plugin", "plugin.jar", "-o", "json");

        assertThat(exit).isEqualTo(6);
        assertThat(cli.json().at("/applied/0/pipeline").asText()).isEqualTo("default.a");
        assertThat(cli.json().path("code").asText()).isEqualTo("ORB-4007");
        assertThat(cli.json().path("detail").asText())
                .isEqualTo("pipelines/b.json: It is being restored. Applied before it: default.a.");
    }

    @Test
    void aFolderWithoutAPipelineSaysSo() throws IOException {
        file("pipelines/part.json", "{}");

        assertThat(cli.run("apply", "pipelines")).isEqualTo(3);
        assertThat(cli.err()).contains("apiVersion");
    }
}
