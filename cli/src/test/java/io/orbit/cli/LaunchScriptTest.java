package io.orbit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real script, run by the real shell, in a house of its own whose {@code java} only says how it was called. */
class LaunchScriptTest {
    private static final Path SCRIPT = Path.of("..", "orbit");

    @TempDir
    Path folder;

    private Path house;

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void house() throws IOException {
        assumeTrue(File.separatorChar == '/', "the script is for POSIX shells");
        house = Files.createDirectories(folder.resolve("a house")).toRealPath();
        Files.copy(SCRIPT, house.resolve("orbit"));
        java("17.0.15");
    }

    private void java(String version) throws IOException {
        Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
        program("jdk/bin/java", "for a in \"$@\"; do echo \"<$a>\"; done\n");
    }

    private void program(String name, String body) throws IOException {
        Path program = folder.resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void built() throws IOException {
        Files.createDirectories(house.resolve("cli/target"));
        Files.createDirectories(house.resolve("standalone/target"));
        Files.writeString(house.resolve("cli/target/orbit-cli.jar"), "");
        Files.writeString(house.resolve("standalone/target/orbit-standalone.jar"), "");
    }

    private Ended orbit(String... arguments) throws IOException, InterruptedException {
        return run(house.resolve("orbit"), arguments);
    }

    private Ended run(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("PATH", folder.resolve("tools") + ":/usr/bin:/bin");
        builder.environment().remove("ORBIT_JAVA_OPTS");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void clientCommandsGoToTheSmallProgramWithTheirArgumentsAsTheyAre() throws Exception {
        built();

        Ended ended = orbit("run", "a b", "-p", "x=*");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out())
                .contains("<" + house + "/cli/target/orbit-cli.jar>\n<io.orbit.cli.Main>\n<run>\n<a b>\n<-p>\n<x=*>\n")
                .contains("<-XX:TieredStopAtLevel=1>", "<-Dorbit.tty=>");
    }

    @Test
    void commandsThatStartOrbitGoToTheStandaloneProgramAlsoAfterFlags() throws Exception {
        built();

        for (String command : List.of("demo", "dev", "server", "runner", "bench", "fill-vault")) {
            assertThat(orbit(command, "--port", "1").out())
                    .endsWith("<-jar>\n<" + house + "/standalone/target/orbit-standalone.jar>\n<" + command
                            + ">\n<--port>\n<1>\n");
        }
        assertThat(orbit("-o", "json", "bench", "hop").out()).contains("orbit-standalone.jar");
        assertThat(orbit("run", "dev").out()).contains("orbit-cli.jar");
        assertThat(orbit("-n", "dev", "list").out()).contains("orbit-cli.jar");
    }

    @Test
    void itFindsItsHouseThroughSymbolicLinks() throws Exception {
        built();
        Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(folder.resolve("first"), house.resolve("orbit"));
        Files.createSymbolicLink(folder.resolve("bin/orbit"), Path.of("..", "first"));

        assertThat(run(folder.resolve("bin/orbit"), "list").out()).contains("<" + house + "/cli/target/orbit-cli.jar>");
    }

    @Test
    void withoutABuildItBuildsOnceAndSaysSo() throws Exception {
        program("tools/mvn", "mkdir -p cli/target && : > cli/target/orbit-cli.jar && echo \"$PWD $*\" > mvn.txt\n");

        Ended ended = orbit("list");

        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).startsWith("Building Orbit").hasLineCount(1);
        assertThat(house.resolve("mvn.txt")).content().isEqualTo(house + " -q -B -DskipTests package\n");
        assertThat(orbit("list").err()).isEmpty();
    }

    @Test
    void aBuildThatFailsShowsTheEndOfItsLog() throws Exception {
        program("tools/mvn", "echo 'the compiler is cross'; exit 1\n");

        Ended ended = orbit("list");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("the compiler is cross", "The build failed", "orbit-build.log");
    }

    @Test
    void anOldJavaIsRefusedByName() throws Exception {
        built();
        java("11.0.2");

        Ended ended = orbit("list");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("needs Java 17", "11.0.2", "JAVA_HOME");
    }

    @Test
    void aJavaHomeWithoutJavaIsNamed() throws Exception {
        built();
        Files.delete(folder.resolve("jdk/bin/java"));

        assertThat(orbit("list").err()).contains("JAVA_HOME is " + folder.resolve("jdk"));
    }

    @Test
    void theProgramTakesThePlaceOfTheScriptSoThatSignalsReachIt() throws Exception {
        built();
        program("jdk/bin/java", "echo $PPID\n");

        assertThat(orbit("dev").out().strip())
                .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
    }
}
