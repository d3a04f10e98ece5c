package io.orbit.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.ReportItem;
import io.orbit.wire.Request;
import io.orbit.wire.StepReport;
import io.orbit.wire.report.StepSucceeded;
import io.orbit.wire.request.RunRequested;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Input that nobody can understand, on the topics that anybody can write to. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PIPELINE = "default.behind";
    private static final byte[] KEY = PIPELINE.getBytes(UTF_8);
    private static final byte[] FOREIGN_KEY = "default.other".getBytes(UTF_8);

    private static final String DEFINITION = """
            { "apiVersion": "orbit/v1", "name": "behind",
              "steps": [
                { "id": "one", "method": "UserMethods.noop" },
                { "id": "two", "method": "UserMethods.noop", "dependsOn": ["one"] } ] }
            """;

    private static final String FLAKY = """
            { "apiVersion": "orbit/v1", "name": "behind",
              "retry": { "maxRetries": 3, "delayMs": 1000, "jitter": 0 },
              "steps": [ { "id": "one", "method": "UserMethods.failUntil", "with": { "succeedOnAttempt": 2 } } ] }
            """;

    /** A record, and what is wrong with it. */
    private record Bad(ProducerRecord<byte[], byte[]> record, ErrorCode code) {}

    /** In the partition of the pipeline, whatever the key. */
    private static Bad bad(String topic, byte[] key, byte[] value, ErrorCode code) {
        return new Bad(new ProducerRecord<>(topic, Partitions.of(PIPELINE), key, value), code);
    }

    private TestHouse house;
    private Orbit orbit;

    @BeforeAll
    void startTheHouse(@TempDir Path data) throws InterruptedException {
        house = TestHouse.start(data);
        orbit = house.orbit();
        orbit.apply(DEFINITION);
    }

    @AfterAll
    void closeTheHouse() {
        house.close();
    }

    @Test
    void whatIsNoRequestIsPutAsideAndTheRequestBehindItRuns() {
        byte[] good = Wire.REQUEST.encode(new Request(PIPELINE, null, null, null, new RunRequested("{}", "event")));
        byte[] json = "{\"type\":\"RunRequested\",\"pipeline\":\"%s\"}"
                .formatted(PIPELINE)
                .getBytes(UTF_8);

        String topic = Topics.DEFAULT.requests();
        List<Bad> all = List.of(
                bad(topic, KEY, new byte[] {(byte) 0xfe, 1, 2, (byte) 0xff}, ErrorCode.POISON_BYTES),
                bad(topic, KEY, new byte[0], ErrorCode.POISON_BYTES),
                bad(topic, KEY, withSchema(good, 77), ErrorCode.POISON_SCHEMA),
                bad(topic, KEY, Arrays.copyOf(good, good.length - 1), ErrorCode.POISON_BYTES),
                bad(topic, KEY, "{\"type\":\"RunRequested\"".getBytes(UTF_8), ErrorCode.POISON_BYTES),
                bad(
                        topic,
                        KEY,
                        "{\"type\":\"RunWished\",\"pipeline\":\"default.behind\"}".getBytes(UTF_8),
                        ErrorCode.POISON_BYTES),
                bad(topic, FOREIGN_KEY, json, ErrorCode.POISON_KEY));

        assertPutAside(topic, all);
    }

    @Test
    void whatIsNoReportIsPutAsideAndTheRequestBehindItRuns() {
        String runId = orbit.run(PIPELINE);
        orbit.awaitRun(runId, "SUCCEEDED");
        byte[] good = Wire.REPORT.encode(report(runId));

        String topic = Topics.DEFAULT.stepReports();
        List<Bad> all = List.of(
                bad(topic, KEY, new byte[] {(byte) 0xfe, 1, 2, (byte) 0xff}, ErrorCode.POISON_BYTES),
                bad(topic, KEY, new byte[0], ErrorCode.POISON_BYTES),
                bad(topic, KEY, withSchema(good, 77), ErrorCode.POISON_SCHEMA),
                bad(topic, KEY, Arrays.copyOf(good, good.length - 1), ErrorCode.POISON_BYTES),
                bad(topic, FOREIGN_KEY, good, ErrorCode.POISON_KEY));

        assertPutAside(topic, all);
    }

    @Test
    void whatIsNoRetryTicketIsPutAsideAndTheTicketBehindItComesDue() {
        String topic = Topics.DEFAULT.retries(Duration.ofSeconds(1));
        List<Bad> all = List.of(
                bad(topic, KEY, new byte[] {(byte) 0xfe, 1, 2, (byte) 0xff}, ErrorCode.POISON_BYTES),
                new Bad(new ProducerRecord<>(topic, Partitions.of(PIPELINE), KEY, null), ErrorCode.POISON_BYTES));
        Map<String, String> expected = published(topic, all);

        orbit.apply(FLAKY);
        orbit.awaitRun(orbit.run(PIPELINE), "SUCCEEDED");

        await("poison").atMost(PATIENCE).until(() -> poison(topic).equals(expected));
        orbit.apply(DEFINITION);
    }

    @Test
    void aReportOfAnAttemptThatIsOverIsRejectedOnTheRecord() {
        String runId = orbit.run(PIPELINE);
        orbit.awaitRun(runId, "SUCCEEDED");
        long succeeded = orbit.facts(runId, Fact.StepSucceeded.class).size();

        orbit.publish(new ProducerRecord<>(Topics.DEFAULT.stepReports(), KEY, Wire.REPORT.encode(report(runId))));
        await("rejection")
                .atMost(PATIENCE)
                .until(() -> !orbit.facts(runId, Fact.Rejected.class).isEmpty());

        List<Event> rejections = orbit.events(runId).stream()
                .filter(event -> event.fact() instanceof Fact.Rejected)
                .toList();
        assertThat(rejections).singleElement().satisfies(event -> {
            assertThat(event.actor()).isEqualTo("ghost");
            assertThat(event.seq()).isZero();
            assertThat(event.cause()).startsWith(Topics.DEFAULT.stepReports() + ":" + Partitions.of(PIPELINE) + ":");
        });
        assertThat(orbit.facts(runId, Fact.Rejected.class))
                .extracting(Fact.Rejected::code)
                .isSubsetOf(
                        ErrorCode.STALE_ATTEMPT.id(),
                        ErrorCode.RUN_FINISHED.id(),
                        ErrorCode.DUPLICATE_REPORT.id(),
                        ErrorCode.NOT_THE_OWNER.id());
        assertThat(orbit.facts(runId, Fact.StepSucceeded.class)).hasSize((int) succeeded);
        orbit.awaitRun(orbit.run(PIPELINE), "SUCCEEDED");
        assertThat(orbit.replaysEqually()).isTrue();
    }

    /** Puts all of it before a good request in the same partition. */
    private void assertPutAside(String topic, List<Bad> all) {
        Map<String, String> expected = published(topic, all);

        orbit.awaitRun(orbit.run(PIPELINE), "SUCCEEDED");
        await("poison").atMost(PATIENCE).until(() -> poison(topic).size() >= expected.size());

        assertThat(poison(topic)).isEqualTo(expected);
    }

    /** Codes of what is wrong with the published records, by where they are. */
    private Map<String, String> published(String topic, List<Bad> all) {
        Map<String, String> codes = new HashMap<>();
        for (Bad bad : all) {
            RecordMetadata where = orbit.publish(bad.record());
            codes.put(
                    "%s:%d:%d".formatted(topic, where.partition(), where.offset()),
                    bad.code().id());
        }
        return codes;
    }

    /** Codes of what was put aside, by where it came from. */
    private Map<String, String> poison(String topic) {
        Map<String, String> found = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : orbit.records(Topics.DEFAULT.poison())) {
            if (header(record, "orbit.topic").equals(topic)) {
                String where =
                        "%s:%s:%s".formatted(topic, header(record, "orbit.partition"), header(record, "orbit.offset"));
                found.put(where, header(record, "orbit.code"));
            }
        }
        return found;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static byte[] withSchema(byte[] record, int id) {
        byte[] other = record.clone();
        ByteBuffer.wrap(other).putInt(1, id);
        return other;
    }

    /** A runner's word on the first attempt, long after it. */
    private static StepReport report(String runId) {
        return new StepReport(
                PIPELINE,
                runId,
                "one",
                1,
                1L,
                "ghost",
                1L,
                List.of(new ReportItem("one", new StepSucceeded(null, List.of(), null))));
    }
}
