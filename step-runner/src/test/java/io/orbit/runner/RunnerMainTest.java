package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.schemas.Topics;
import io.orbit.wire.RunnerBeat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runner as a process of its own, with the real engine. */
@Timeout(180)
class RunnerMainTest {
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir
    private Path dir;

    @Test
    void aProcessRunsASegmentAndDrainsOnSigterm() throws Exception {
        try (TestBroker broker = TestBroker.started(Files.createDirectory(dir.resolve("kafka")))) {
            broker.createTopics(Topics.DEFAULT);
            Process runner = start(Map.of(
                    "ORBIT_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                    "ORBIT_RUNNER_ID", "process-1",
                    "ORBIT_WORK_DIR", dir.resolve("work").toString()));
            try (ControlSide control = new ControlSide(broker.bootstrapServers(), Topics.DEFAULT)) {
                control.offer("run", "{\"id\":\"a\",\"method\":\"UserMethods.noop\",\"with\":{\"result\":{\"x\":1}}}");
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> control.said("run").size() == 2);

                // Through the handle: Process.destroy would close the child's input, which kills it.
                runner.toHandle().destroy();
                int exit = runner.waitFor();

                assertThat(exit).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(control.said("run")).containsExactly("a started", "a succeeded");
                assertThat(control.beats("process-1"))
                        .last()
                        .extracting(RunnerBeat::getState)
                        .isEqualTo("STOPPED");
                assertThat(output()).contains("runner=process-1 drains", "runner=process-1 stopped");
            } finally {
                runner.destroyForcibly();
            }
        }
    }

    @Test
    void aProcessWithABadConfigurationSaysAllThatIsWrongAndEnds() throws Exception {
        Process runner = start(Map.of("ORBIT_RUNNER_SLOTS", "0"));

        assertThat(runner.waitFor()).isEqualTo(78);
        assertThat(output()).contains("ORB-4005", "ORBIT_RUNNER_SLOTS=0", "ORBIT_BOOTSTRAP_SERVERS");
    }

    @Test
    void askedForHelpItHelps() throws Exception {
        Process runner = start(Map.of(), "--help");

        assertThat(runner.waitFor()).isZero();
        assertThat(output()).contains("ORBIT_RUNNER_SLOTS", "--slots").doesNotContain("ORB-4005");
    }

    /** Ends with the test, even if that is killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            Thread parent = new Thread(() -> {
                try {
                    while (System.in.read() >= 0) {
                        // Only the end of the input counts.
                    }
                    Runtime.getRuntime().halt(1);
                } catch (IOException e) {
                    Runtime.getRuntime().halt(2);
                }
            });
            parent.setDaemon(true);
            parent.start();
            RunnerMain.main(args);
        }
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Spark needs what the build opens for the tests.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx512m",
                "-Dlog4j2.configurationFile=log4j2-runner.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("output").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ORBIT_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String output() throws IOException {
        return Files.readString(dir.resolve("output"), StandardCharsets.UTF_8);
    }
}
