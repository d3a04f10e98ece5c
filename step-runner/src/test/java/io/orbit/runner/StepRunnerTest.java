package io.orbit.runner;

import static io.orbit.runner.ControlSide.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.runner.RunnerSettings.Timing;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.RunnerBeat;
import io.orbit.wire.StepReport;
import io.orbit.wire.report.StepFailed;
import io.orbit.wire.report.StepSucceeded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StepRunnerTest {
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final Timing QUICK = new Timing(
            Duration.ofMillis(200),
            Duration.ofSeconds(20),
            Duration.ofMillis(300),
            Duration.ofMillis(2),
            Duration.ofSeconds(30));

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    private static TestBroker broker;

    private final Topics topics = new Topics("t" + PREFIXES.incrementAndGet());
    private final ScriptedEngine engine = new ScriptedEngine();
    private ControlSide control;
    private Path alive;
    private StepRunner runner;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.started(data);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startRunner() throws Exception {
        broker.createTopics(topics);
        alive = folder.resolve("run/alive");
        control = new ControlSide(broker.bootstrapServers(), topics);
        runner = StepRunner.start(settings(), engine);
    }

    @AfterEach
    void stop() {
        engine.close();
        runner.close();
        control.close();
    }

    private RunnerSettings settings() {
        return RunnerSettings.of(broker.bootstrapServers(), "r1")
                .withTopics(topics)
                .withAliveFile(alive)
                .withTiming(QUICK);
    }

    @Test
    void everyStepIsReportedInOrderWithItsResult() throws Exception {
        control.offer("run", "{\"value\":{\"rows\":1}}", "{\"value\":[2]}", "{}");

        await().until(() -> control.said("run").size() == 6);

        assertThat(control.said("run"))
                .containsExactly("a started", "a succeeded", "b started", "b succeeded", "c started", "c succeeded");
        assertThat(control.reports("run"))
                .flatExtracting(StepReport::getItems)
                .filteredOn(item -> item.getBody() instanceof StepSucceeded)
                .extracting(item -> ((StepSucceeded) item.getBody()).getResultJson())
                .containsExactly("{\"rows\":1}", "[2]", null);
        assertThat(control.reports("run")).allSatisfy(report -> {
            assertThat(report.getRunner()).isEqualTo("r1");
            assertThat(report.getRunnerEpoch()).isEqualTo(runner.epoch());
            assertThat(report.getFence()).isEqualTo(1);
        });
    }

    @Test
    void quickStepsShareARecordAndASlowOneIsReportedAsItEnds() throws Exception {
        control.offer("run", "{}", "{}", "{\"do\":\"hold\"}", "{}");

        await().until(() -> control.said("run").size() == 5);
        assertThat(control.said("run")).endsWith("b succeeded", "c started");
        engine.release();
        await().until(() -> control.said("run").size() == 8);

        assertThat(control.reports("run").size()).as("records for 8 items").isLessThanOrEqualTo(5);
    }

    @Test
    void aFailureEndsTheSegmentWithItsCodeAndAnEscapedMessage() throws Exception {
        control.offer("run", "{}", "{\"do\":\"fail\",\"message\":\"no \\u001b[31mhost\\r\\n\"}", "{}");

        await().until(() -> control.said("run").contains("b failed ORB-2102"));

        assertThat(control.said("run")).containsExactly("a started", "a succeeded", "b started", "b failed ORB-2102");
        StepFailed failed = lastBody("run", StepFailed.class);
        assertThat(failed.getKind()).isEqualTo("TRANSIENT");
        assertThat(failed.getMessage()).isEqualTo("no \\u001b[31mhost\\r\\n");
    }

    @Test
    void aDefectOfTheEngineIsReportedAndLeavesTheSlotUsable() throws Exception {
        for (int i = 0; i < 4; i++) {
            control.offer("broken" + i, "{\"do\":\"break\"}");
        }
        control.offer("stray", "{\"do\":\"stray\"}");
        control.offer("run", "{}");

        await().until(() -> control.said("run").contains("a succeeded"));

        assertThat(control.said("broken3")).containsExactly("a started", "a failed ORB-2201");
        assertThat(control.said("stray")).containsExactly("a started", "a failed ORB-2201");
    }

    @Test
    void aResultAboveTheLimitFailsTheStep() throws Exception {
        int limit = ReportItems.MAX_RESULT_BYTES - 2;
        control.offer("largest", "{\"do\":\"large\",\"chars\":%d}".formatted(limit), "{}");
        control.offer("toolarge", "{\"do\":\"large\",\"chars\":%d}".formatted(limit + 1), "{}");

        await().until(() -> control.said("largest").size() == 4);
        await().until(() -> control.said("toolarge").size() == 2);

        assertThat(control.said("largest")).contains("a succeeded", "b succeeded");
        assertThat(control.said("toolarge")).containsExactly("a started", "a failed ORB-2003");
    }

    @Test
    void manyLargeResultsAreSpreadOverRecordsThatTheBrokerTakes() throws Exception {
        String large = "{\"do\":\"large\",\"chars\":%d}".formatted(ReportItems.MAX_RESULT_BYTES - 2);
        control.offer("run", large, large, large, large, large, large);

        await().until(() -> control.said("run").size() == 12);

        assertThat(control.said("run")).endsWith("f started", "f succeeded");
    }

    @Test
    void bytesThatAreNoOfferAreDroppedAndTheNextOfferRuns() throws Exception {
        control.offerBytes(new byte[] {1, 2, 3});
        control.offerBytes(new byte[0]);
        control.offerBytes(Wire.COMMAND.encode(command("empty", 1, List.of())));
        control.offer("run", "{}");

        await().until(() -> control.said("run").contains("a succeeded"));

        assertThat(engine.requests()).extracting(request -> request.runId()).containsExactly("run");
    }

    @Test
    void anOfferOfAnAbortedTransactionIsNeverRun() throws Exception {
        control.offerAndAbort("aborted");
        control.offer("run", "{}");

        await().until(() -> control.said("run").contains("a succeeded"));

        assertThat(engine.requests()).extracting(request -> request.runId()).containsExactly("run");
    }

    @Test
    void offersOfOneTransactionAllRun() throws Exception {
        List<String> runs = IntStream.range(0, 25).mapToObj(i -> "run" + i).toList();

        control.offerTogether(runs);

        await().until(() ->
                control.reports().stream().map(StepReport::getRunId).distinct().count() == 25);
        assertThat(engine.requests()).extracting(request -> request.runId()).containsExactlyInAnyOrderElementsOf(runs);
    }

    @Test
    void aSpecThatIsNotJsonFailsItsStep() throws Exception {
        control.offer("run", "{not json");

        await().until(() -> control.said("run").size() == 2);

        assertThat(control.said("run")).containsExactly("a started", "a failed ORB-2201");
        assertThat(lastBody("run", StepFailed.class).getMessage()).doesNotContain("not json");
    }

    @Test
    void theSameAttemptOfferedTwiceRunsOnce() throws Exception {
        control.offer("run", "{}");
        await().until(() -> control.said("run").contains("a succeeded"));

        control.offer("run", "{}");
        control.offer("next", "{}");
        await().until(() -> control.said("next").contains("a succeeded"));

        assertThat(control.said("run")).containsExactly("a started", "a succeeded");
    }

    @Test
    void aCancelOrderStopsExactlyThatAttempt() throws Exception {
        control.offer("one", "{}", "{\"do\":\"hold\"}");
        control.offer("two", "{\"do\":\"hold\"}");
        await().until(() ->
                control.said("one").contains("b started") && control.said("two").contains("a started"));

        control.order("r1", "CANCEL", "one", 7);
        control.order("r2", "CANCEL", "two", 1);
        control.order("r1", "CANCEL", "one", 1);
        await().until(() -> control.said("one").contains("b cancelled"));

        assertThat(runner.holding()).containsExactly("two/s/1");
        assertThat(control.said("one")).containsExactly("a started", "a succeeded", "b started", "b cancelled");
    }

    @Test
    void anOfferWaitsWhileAllSlotsAreBusy() throws Exception {
        control.offer("one", "{\"do\":\"hold\"}");
        control.offer("two", "{\"do\":\"hold\"}");
        await().until(() -> runner.holding().size() == 2);

        control.offer("three", "{}");
        await().until(() ->
                control.beats("r1").stream().filter(beat -> beat.getBusy() == 2).count() > 3);
        assertThat(control.said("three")).isEmpty();
        engine.release();

        await().until(() -> control.said("three").contains("a succeeded"));
    }

    @Test
    void aHeartbeatTellsWhatTheRunnerHolds() throws Exception {
        assertThat(control.beats("r1"))
                .as("heard before the first offer was taken")
                .isNotEmpty();
        control.offer("run", "{\"do\":\"hold\"}");

        await().until(() -> lastBeat().getBusy() == 1);

        assertThat(lastBeat().getHolding()).containsExactly("run/s/1");
        assertThat(lastBeat().getSlots()).isEqualTo(2);
        assertThat(lastBeat().getState()).isEqualTo("READY");
        assertThat(lastBeat().getRole()).isEqualTo("RUNNER");
    }

    @Test
    void aFileTellsWhenTheRunnerWasLastHeardAndIsGoneWhenItIs() throws Exception {
        String first = Files.readString(alive);

        await().until(() -> Instant.parse(Files.readString(alive).strip()).isAfter(Instant.parse(first.strip())));
        runner.close();

        assertThat(alive).doesNotExist();
    }

    @Test
    void closingLetsARunningAttemptEnd() throws Exception {
        StepRunner patient = runnerWithDrain("patient", Duration.ofSeconds(30));
        runner.close();
        control.offer("run", "{\"do\":\"hold\"}");
        await().until(() -> patient.holding().size() == 1);

        Thread closer = new Thread(patient::close);
        closer.start();
        await().until(() -> control.beats("patient").stream()
                .anyMatch(beat -> beat.getState().equals("DRAINING")));
        control.offer("later", "{}");
        engine.release();
        closer.join();

        assertThat(control.said("run")).containsExactly("a started", "a succeeded");
        assertThat(control.said("later")).isEmpty();
        assertThat(control.beats("patient"))
                .last()
                .extracting(RunnerBeat::getState)
                .isEqualTo("STOPPED");
    }

    @Test
    void closingAsksAStreamAtOnceToEndAndOthersGoOnWithIt() throws Exception {
        StepRunner patient = runnerWithDrain("patient", Duration.ofMinutes(5));
        runner.close();
        control.offer("run", "{\"do\":\"stream\",\"stream\":{}}");
        await().until(() -> control.said("run").contains("a progressed"));

        patient.close();

        assertThat(control.said("run")).containsExactly("a started", "a progressed", "a failed ORB-2202");
        assertThat(lastBody("run", StepFailed.class).getKind()).isEqualTo("TRANSIENT");
    }

    @Test
    void closingStopsWhatDoesNotEndInTime() throws Exception {
        control.offer("run", "{}", "{\"do\":\"hold\"}");
        await().until(() -> control.said("run").contains("b started"));

        runner.close();

        assertThat(control.said("run")).containsExactly("a started", "a succeeded", "b started", "b failed ORB-2202");
        assertThat(lastBody("run", StepFailed.class).getKind()).isEqualTo("TRANSIENT");
        assertThat(lastBeat().getState()).isEqualTo("STOPPED");
    }

    @Test
    void closingSpeaksForAnAttemptThatDoesNotNotice() throws Exception {
        control.offer("run", "{\"do\":\"deaf\"}");
        await().until(() -> control.said("run").contains("a started"));

        runner.close();

        assertThat(control.said("run")).containsExactly("a started", "a failed ORB-2202");
    }

    @Test
    void anOrderToDrainStopsTheRunner() throws Exception {
        control.order("r1", "DRAIN", "", 0);

        runner.awaitClosed();

        await().until(() -> lastBeat().getState().equals("STOPPED"));
    }

    @Test
    void logLinesOfStepsReachTheirTopicEscaped() throws Exception {
        control.offer("run", "{\"do\":\"log\",\"line\":\"12 rows\\u0007\"}");

        await().until(() -> !control.logs("run").isEmpty());

        assertThat(control.logs("run")).singleElement().satisfies(line -> {
            assertThat(line.getLine()).isEqualTo("12 rows\\u0007");
            assertThat(line.getStep()).isEqualTo("a");
            assertThat(line.getLevel()).isEqualTo("INFO");
            assertThat(line.getRunner()).isEqualTo("r1");
        });
        assertThat(runner.droppedLogLines()).isZero();
    }

    @Test
    void twoRunnersTakeEveryOfferExactlyOnce() throws Exception {
        ScriptedEngine other = new ScriptedEngine();
        try (StepRunner second = StepRunner.start(
                RunnerSettings.of(broker.bootstrapServers(), "r2")
                        .withTopics(topics)
                        .withTiming(QUICK),
                other)) {
            for (int i = 0; i < 200; i++) {
                control.offer("run" + i, "{}", "{}");
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> control.reports().stream()
                                    .mapToInt(report -> report.getItems().size())
                                    .sum()
                            >= 800);

            assertThat(IntStream.range(0, 200))
                    .allSatisfy(i -> assertThat(control.said("run" + i))
                            .containsExactly("a started", "a succeeded", "b started", "b succeeded"));
            assertThat(engine.requests()).isNotEmpty();
            assertThat(other.requests()).isNotEmpty();
            assertThat(second.holding()).isEmpty();
        }
    }

    @Test
    void aBusyRunnerKeepsNoOfferFromAnIdleOne() throws Exception {
        control.offer("one", "{\"do\":\"hold\"}");
        control.offer("two", "{\"do\":\"hold\"}");
        await().until(() -> runner.holding().size() == 2);

        try (StepRunner idle = runnerWithDrain("r2", Duration.ofMillis(100))) {
            for (int i = 0; i < 24; i++) {
                control.offer("run" + i, "{}");
            }

            await().untilAsserted(() -> assertThat(IntStream.range(0, 24))
                    .allSatisfy(i -> assertThat(control.said("run" + i)).contains("a succeeded")));
            assertThat(idle.epoch()).isPositive();
        }
    }

    private StepRunner runnerWithDrain(String id, Duration drain) throws Exception {
        return StepRunner.start(
                RunnerSettings.of(broker.bootstrapServers(), id)
                        .withTopics(topics)
                        .withTiming(new Timing(
                                QUICK.heartbeat(), QUICK.lease(), drain, QUICK.reportLinger(), QUICK.recordLock())),
                engine);
    }

    private RunnerBeat lastBeat() {
        List<RunnerBeat> beats = control.beats("r1");
        return beats.get(beats.size() - 1);
    }

    private <T> T lastBody(String run, Class<T> type) {
        List<StepReport> reports = control.reports(run);
        StepReport last = reports.get(reports.size() - 1);
        return type.cast(last.getItems().get(last.getItems().size() - 1).getBody());
    }
}
