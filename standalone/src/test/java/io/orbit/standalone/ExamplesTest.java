package io.orbit.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.standalone.demo.Samples;
import io.orbit.wire.DeadLetter;
import io.orbit.wire.Request;
import io.orbit.wire.request.RedriveRequested;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pipelines of {@code examples/}, each started as its description says. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int FLIGHTS = 20_000;

    @TempDir
    private Path folder;

    private TestHouse house;
    private Orbit orbit;

    @BeforeAll
    void startTheHouse(@TempDir Path data) throws InterruptedException {
        house = TestHouse.start(data);
        orbit = house.orbit();
        assertThat(Samples.apply(orbit.url(), Child.HOME.resolve("examples")))
                .containsExactly("default.broken-sink v1", "default.flaky-service v1", "default.flights-daily v1");
    }

    @AfterAll
    void closeTheHouse() {
        house.close();
    }

    @Test
    void everyFlightIsLoadedOrPutAsideWhereverTheRequestWasPut() throws Exception {
        String pipeline = "default.flights-daily";
        Path lake = folder.resolve("lake");
        int wrong = (Partitions.of(pipeline) + 1) % HouseSettings.PARTITIONS;
        String request = """
                {"type":"RunRequested","pipeline":"%s","params":{"lake":"%s"},"idempotencyKey":"flights"}""".formatted(pipeline, lake);

        orbit.publish(new ProducerRecord<>(Topics.DEFAULT.requests(), wrong, null, request.getBytes(UTF_8)));
        String runId = orbit.awaitRunOf("flights");
        orbit.awaitRun(runId, "SUCCEEDED");

        Map<String, Long> metrics = orbit.facts(runId, Fact.StepSucceeded.class).stream()
                .filter(done -> done.step().equals("checked"))
                .findFirst()
                .orElseThrow()
                .metrics();
        int loaded = DeltaRows.count(lake.resolve("flights"));
        int aside = DeltaRows.countParquet(lake.resolve("quarantine"));
        assertThat(aside).isPositive();
        assertThat(metrics).containsEntry("quarantined", (long) aside);
        assertThat(loaded + aside).isEqualTo(FLIGHTS);
        assertThat(DeltaRows.countParquet(lake.resolve("flights-by-state"))).isPositive();
        assertThat(orbit.facts(runId, Fact.RunAccepted.class)).hasSize(1);
    }

    @Test
    void aServiceThatFailsTwiceIsAskedAThirdTime() {
        String runId = orbit.run("default.flaky-service");
        orbit.awaitRun(runId, "SUCCEEDED");

        assertThat(orbit.facts(runId, Fact.RetryScheduled.class))
                .extracting(Fact.RetryScheduled::attempt)
                .containsExactly(2, 3);
        assertThat(orbit.step(runId, "call-service").path("attempt").asInt()).isEqualTo(3);
        assertThat(orbit.facts(runId, Fact.StepStarted.class))
                .extracting(Fact.StepStarted::step)
                .containsExactly("prepare", "call-service", "call-service", "call-service", "confirm");
        assertThat(orbit.step(runId, "confirm").path("result").path("confirmed").asInt())
                .isEqualTo(7);
    }

    @Test
    void aDeadLetterIsRedrivenOnceAndNoMore() throws Exception {
        String pipeline = "default.broken-sink";
        Path sink = folder.resolve("sink-is-back");
        String request = """
                {"type":"RunRequested","pipeline":"%s","params":{"sink":"%s"},"idempotencyKey":"sink"}""".formatted(pipeline, sink);
        orbit.publish(new ProducerRecord<>(Topics.DEFAULT.requests(), request.getBytes(UTF_8)));
        String runId = orbit.awaitRunOf("sink");
        orbit.awaitRun(runId, "FAILED");
        DeadLetter letter = letters(runId).get(0);
        assertThat(letter.getStep()).isEqualTo("deliver");
        assertThat(letter.getAttempts()).isEqualTo(3);

        Files.writeString(sink, "back");
        redrive(pipeline, letter);
        await("the run lives again")
                .atMost(PATIENCE)
                .until(() -> !orbit.facts(runId, Fact.RunResumed.class).isEmpty());
        orbit.awaitRun(runId, "SUCCEEDED");
        redrive(pipeline, letter);
        await("the second redrive is decided")
                .atMost(PATIENCE)
                .until(() -> !rejections(runId).isEmpty());

        assertThat(rejections(runId)).singleElement().satisfies(rejected -> {
            assertThat(rejected.code()).isEqualTo(ErrorCode.NOTHING_TO_REDRIVE.id());
            assertThat(rejected.input()).contains("Redrive");
        });
        assertThat(letters(runId)).hasSize(1);
        assertThat(orbit.facts(runId, Fact.RunResumed.class)).hasSize(1);
        assertThat(orbit.post("runs/" + runId + "/redrive?wait=30s", "{}").text("code"))
                .isEqualTo(ErrorCode.NOTHING_TO_REDRIVE.id());
        assertThat(orbit.replaysEqually()).isTrue();
    }

    private void redrive(String pipeline, DeadLetter letter) {
        Request request = new Request(
                pipeline,
                "test",
                null,
                null,
                new RedriveRequested(letter.getRunId(), letter.getStep(), letter.getToken()));
        orbit.publish(new ProducerRecord<>(
                Topics.DEFAULT.requests(), pipeline.getBytes(UTF_8), Wire.REQUEST.encode(request)));
    }

    private List<DeadLetter> letters(String runId) {
        return orbit.records(Topics.DEFAULT.deadLetters()).stream()
                .map(record -> Wire.DEAD_LETTER.decode(record.value()))
                .filter(letter -> letter.getRunId().equals(runId))
                .toList();
    }

    /** Of what people asked; a runner's or a timer's belated word is another matter. */
    private List<Fact.Rejected> rejections(String runId) {
        return orbit.events(runId).stream()
                .filter(event -> "test".equals(event.actor()))
                .map(Event::fact)
                .filter(Fact.Rejected.class::isInstance)
                .map(Fact.Rejected.class::cast)
                .toList();
    }
}
