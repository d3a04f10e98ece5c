package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.runner.RunnerSettings.Timing;
import io.orbit.schemas.Topics;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of offers when runners die or work longer than the lock of an offer lasts. */
@Timeout(120)
class CrashTest {
    /** The shortest lock that the test broker allows; were an offer held for its work, it would be offered again by then. */
    private static final Duration LOCK = Duration.ofSeconds(1);

    @TempDir
    private Path data;

    private final ScriptedEngine engine = new ScriptedEngine();
    private TestBroker broker;
    private ControlSide control;

    @BeforeEach
    void startBroker() throws Exception {
        broker = TestBroker.started(data);
        broker.createTopics(Topics.DEFAULT);
        control = new ControlSide(broker.bootstrapServers(), Topics.DEFAULT);
    }

    @AfterEach
    void stop() {
        engine.close();
        control.close();
        broker.close();
    }

    static RunnerSettings settings(String bootstrapServers, String runner, Duration lease) {
        return RunnerSettings.of(bootstrapServers, runner)
                .withTiming(new Timing(Duration.ofMillis(200), lease, Duration.ZERO, Duration.ofMillis(2), LOCK));
    }

    private StepRunner runner(String id, ScriptedEngine its) throws Exception {
        return StepRunner.start(settings(broker.bootstrapServers(), id, Duration.ofMinutes(1)), its);
    }

    /** A runner in a process of its own, which ends when its standard input does. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            StepRunner runner =
                    StepRunner.start(settings(args[0], "child", Duration.parse(args[1])), new ScriptedEngine());
            while (System.in.read() >= 0) {
                // Only the end of the input counts.
            }
            runner.close();
        }
    }

    private Process child(Duration lease) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        broker.bootstrapServers(),
                        lease.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    @Test
    void anOfferWhoseRunnerIsKilledAtWorkIsNotDeliveredAgain() throws Exception {
        Process child = child(Duration.ofMinutes(1));
        try {
            control.offer("run", "{}", "{\"do\":\"hold\"}");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> control.said("run").contains("b started"));
        } finally {
            child.destroyForcibly().waitFor();
        }

        try (StepRunner survivor = runner("survivor", engine)) {
            awaitBeats("survivor", 20);
            control.offer("next", "{}");
            await().until(() -> control.said("next").contains("a succeeded"));

            assertThat(survivor.holding()).isEmpty();
            assertThat(engine.requests()).extracting(request -> request.runId()).containsExactly("next");
        }
    }

    @Test
    void aStepThatOutlivesTheLockOfItsOfferIsNotDeliveredAgain() throws Exception {
        ScriptedEngine other = new ScriptedEngine();
        try (StepRunner first = runner("r1", engine)) {
            control.offer("run", "{\"do\":\"hold\"}");
            await().until(() -> first.holding().size() == 1);
            try (StepRunner second = runner("r2", other)) {
                // Each beat is 200 ms of the lock's one second; the offer behind proves that both were listening.
                awaitBeats("r2", 20);
                control.offer("behind", "{}");
                await().until(() -> control.said("behind").contains("a succeeded"));

                assertThat(second.holding()).isEmpty();
                assertThat(List.of(engine, other))
                        .flatExtracting(ScriptedEngine::requests)
                        .extracting(request -> request.runId())
                        .containsExactlyInAnyOrder("run", "behind");
            }
            engine.release();
            await().until(() -> control.said("run").contains("a succeeded"));
        }
    }

    @Test
    void aRunnerThatWasFrozenForItsLeaseStopsItsAttemptsWhenItWakes() throws Exception {
        Process child = child(Duration.ofSeconds(3));
        try {
            control.offer("run", "{}", "{\"do\":\"hold\"}", "{}");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> control.said("run").contains("b started"));

            signal("-STOP", child);
            try (StepRunner awake = runner("awake", engine)) {
                // 4 s of beats, longer than two thirds of the lease.
                assertThat(awake.holding()).isEmpty();
                awaitBeats("awake", 20);
            }
            signal("-CONT", child);

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> control.said("run").contains("b failed ORB-2202"));
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static void signal(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void awaitBeats(String runner, int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> control.beats(runner).size() >= count);
    }
}
