package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.control.core.Fact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline of {@code examples/streaming/}, on the whole of Orbit. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PIPELINE = "default.events-stream";
    private static final String TOPIC = "events.v1";

    @TempDir
    private Path folder;

    private TestHouse house;
    private Orbit orbit;

    @BeforeAll
    void startTheHouse(@TempDir Path data) throws Exception {
        house = TestHouse.start(data);
        orbit = house.orbit();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", orbit.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
        }
    }

    @AfterAll
    void closeTheHouse() {
        house.close();
    }

    @Test
    void aStreamTellsItsProgressEndsWhenCancelledAndGoesOnInTheNextRun() throws Exception {
        orbit.apply(Files.readString(Child.HOME.resolve("examples/streaming/events-stream.json")));
        send(0, 200);

        String first = start();
        awaitEvents(200);
        await("progress is on the log")
                .atMost(PATIENCE)
                .until(() -> orbit.facts(first, Fact.StepProgressed.class).stream()
                        .anyMatch(progress -> progress.step().equals("load")));
        Orbit.Reply second = orbit.post("pipelines/" + PIPELINE + "/runs?wait=60s", params());
        cancel(first);
        send(200, 260);
        String third = start();
        awaitEvents(260);
        cancel(third);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("code")).isEqualTo("ORB-1107");
        assertThat(orbit.step(first, "events").path("metrics").path("rowsIn").asLong())
                .isEqualTo(200);
        assertThat(orbit.facts(first, Fact.StepFailed.class)).isEmpty();
        assertThat(DeltaRows.column(folder.resolve("lake/events"), "event_id"))
                .containsExactlyElementsOf(LongStream.range(0, 260)
                        .mapToObj(Long::toString)
                        .sorted()
                        .toList());
        assertThat(orbit.replaysEqually()).isTrue();
    }

    private String start() {
        Orbit.Reply reply = orbit.post("pipelines/" + PIPELINE + "/runs?wait=60s", params());
        assertThat(reply.status()).as(reply.json().toPrettyString()).isEqualTo(201);
        return reply.text("runId");
    }

    private void cancel(String runId) {
        orbit.post("runs/" + runId + "/cancel?wait=30s", "{\"reason\":\"the test has seen enough\"}");
        orbit.awaitRun(runId, "CANCELLED");
    }

    private String params() {
        return "{\"params\":{\"bootstrap\":\"%s\",\"lake\":\"%s\"}}"
                .formatted(orbit.bootstrap(), folder.resolve("lake"));
    }

    private void send(long from, long to) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", orbit.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long id = from; id < to; id++) {
                String event =
                        "{\"event_id\":%d,\"user_id\":7,\"type\":\"click\",\"event_ts\":\"2026-01-02T03:04:05Z\"}"
                                .formatted(id);
                producer.send(new ProducerRecord<>(TOPIC, event.getBytes(StandardCharsets.UTF_8)));
            }
            producer.flush();
        }
    }

    private void awaitEvents(int rows) {
        await(rows + " events are loaded").atMost(PATIENCE).until(() -> loaded() >= rows);
    }

    private int loaded() throws IOException {
        Path table = folder.resolve("lake/events");
        return Files.exists(table.resolve("_delta_log/00000000000000000000.json")) ? DeltaRows.count(table) : 0;
    }
}
