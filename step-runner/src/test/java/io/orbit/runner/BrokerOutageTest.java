package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.runner.RunnerSettings.Timing;
import io.orbit.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BrokerOutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    private final ScriptedEngine engine = new ScriptedEngine();
    private TestBroker broker;

    @BeforeEach
    void makeBroker() throws Exception {
        broker = new TestBroker(data);
    }

    @AfterEach
    void stop() {
        engine.close();
        broker.close();
    }

    private RunnerSettings settings(Duration lease) {
        return RunnerSettings.of(broker.bootstrapServers(), "r1")
                .withTiming(new Timing(
                        Duration.ofMillis(200),
                        lease,
                        Duration.ofMillis(100),
                        Duration.ofMillis(2),
                        Duration.ofSeconds(30)));
    }

    @Test
    void anAttemptIsStoppedWhenNobodyHearsTheRunnerForMostOfTheLease() throws Exception {
        broker.start();
        broker.createTopics(Topics.DEFAULT);
        try (ControlSide control = new ControlSide(broker.bootstrapServers(), Topics.DEFAULT);
                StepRunner runner = StepRunner.start(settings(Duration.ofSeconds(3)), engine)) {
            control.offer("run", "{}", "{\"do\":\"hold\"}", "{}");
            await().until(() -> control.said("run").contains("b started"));

            broker.stop();
            await().atMost(PATIENCE).until(() -> runner.holding().isEmpty());
            broker.start();
            control.offer("next", "{}");

            await().atMost(PATIENCE).until(() -> control.said("next").contains("a succeeded"));
            assertThat(control.said("run")).endsWith("b started", "b failed ORB-2202");
        }
    }

    @Test
    void aSuccessThatComesAfterTheSelfFenceIsNotReportedAsOne() throws Exception {
        broker.start();
        broker.createTopics(Topics.DEFAULT);
        try (ControlSide control = new ControlSide(broker.bootstrapServers(), Topics.DEFAULT);
                StepRunner runner = StepRunner.start(settings(Duration.ofSeconds(3)), engine)) {
            control.offer("deaf", "{\"do\":\"deaf\"}");
            control.offer("held", "{\"do\":\"hold\"}");
            await().until(() -> runner.holding().size() == 2);

            broker.stop();
            await().atMost(PATIENCE).until(() -> runner.holding().equals(List.of("deaf/s/1")));
            engine.release();
            await().atMost(PATIENCE).until(() -> runner.holding().isEmpty());
            broker.start();

            await().atMost(PATIENCE).until(() -> control.said("deaf").size() == 2);
            assertThat(control.said("deaf")).containsExactly("a started", "a failed ORB-2202");
        }
    }

    @Test
    void whatIsDoneDuringAnOutageIsReportedOnceTheBrokersAreBack() throws Exception {
        broker.start();
        broker.createTopics(Topics.DEFAULT);
        try (ControlSide control = new ControlSide(broker.bootstrapServers(), Topics.DEFAULT);
                StepRunner runner = StepRunner.start(settings(Duration.ofMinutes(10)), engine)) {
            control.offer("run", "{\"do\":\"hold\"}", "{}");
            await().until(() -> control.said("run").contains("a started"));

            broker.stop();
            engine.release();
            await().until(() -> runner.holding().isEmpty());
            broker.start();

            await().atMost(PATIENCE).until(() -> control.said("run").size() == 4);
            assertThat(control.said("run")).containsExactly("a started", "a succeeded", "b started", "b succeeded");
        }
    }

    @Test
    void aRunnerThatComesBeforeTheBrokersWaitsForThemAndForTheTopics() throws Exception {
        FutureTask<StepRunner> starting =
                new FutureTask<>(() -> StepRunner.start(settings(Duration.ofSeconds(20)), engine));
        new Thread(starting).start();

        broker.start();
        assertThat(starting).isNotDone();
        broker.createTopics(Topics.DEFAULT);

        try (StepRunner runner = starting.get();
                ControlSide control = new ControlSide(broker.bootstrapServers(), Topics.DEFAULT)) {
            assertThat(control.beats("r1")).isNotEmpty();
            assertThat(runner.holding()).isEmpty();
        }
    }
}
