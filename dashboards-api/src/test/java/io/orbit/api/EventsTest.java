package io.orbit.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.Wire;
import io.orbit.wire.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRig.class)
class EventsTest {
    private final Rig rig;

    EventsTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void eventsAreThoseOfTheLogAtTheirCoordinates() {
        rig.apply("events-log", "a", "b");
        String runId = rig.run("events-log");
        rig.until(runId, "SUCCEEDED");

        List<String> answered = new ArrayList<>();
        for (JsonNode event :
                rig.http.get("/api/v1/runs/" + runId + "/events").json().path("items")) {
            answered.add("%s:%s %s %s"
                    .formatted(
                            event.path("partition"),
                            event.path("offset"),
                            event.path("seq"),
                            event.path("type").asText()));
        }

        List<String> logged = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : log()) {
            Event event = Wire.EVENT.decode(record.value());
            if (runId.equals(event.getRunId())) {
                logged.add("%d:%d %d %s"
                        .formatted(
                                record.partition(),
                                record.offset(),
                                event.getSeq(),
                                event.getBody().getClass().getSimpleName()));
            }
        }
        assertThat(answered).isNotEmpty().isEqualTo(logged);
    }

    @Test
    void pagesJoinWithoutGapOrRepetition() {
        rig.apply("events-paged", "a", "b");
        String runId = rig.run("events-paged");
        rig.until(runId, "SUCCEEDED");
        List<String> all = rig.http.get("/api/v1/runs/" + runId + "/events").all("items", "offset");

        List<String> joined = new ArrayList<>();
        long from = 0;
        Http.Reply page;
        do {
            page = rig.http.get("/api/v1/runs/" + runId + "/events?limit=3&from=" + from);
            joined.addAll(page.all("items", "offset"));
            from = page.json().path("nextSeq").asLong();
        } while (!page.json().path("items").isEmpty());

        assertThat(joined).isEqualTo(all);
        assertThat(page.json().path("terminal").asBoolean()).isTrue();
    }

    @Test
    void whoeverWaitsHearsTheNextEvent() throws Exception {
        rig.apply("events-live", "held-live");
        CountDownLatch latch = rig.runner.hold("held-live");
        String runId = rig.run("events-live");
        JsonNode seen = rig.http.get("/api/v1/runs/" + runId + "/events").json();
        while (!seen.toString().contains("StepStarted")) {
            seen = rig.http
                    .get("/api/v1/runs/" + runId + "/events?wait=10s&from="
                            + seen.path("nextSeq").asLong())
                    .json();
        }
        long next = seen.path("nextSeq").asLong();

        CompletableFuture<Http.Reply> waiting =
                rig.http.getLater("/api/v1/runs/" + runId + "/events?wait=60s&from=" + next);
        Http.Reply meanwhile = rig.http.get("/api/v1/runs/" + runId + "/events?from=" + next);
        boolean before = waiting.isDone();
        latch.countDown();
        JsonNode news = waiting.get(20, TimeUnit.SECONDS).json();

        assertThat(meanwhile.json().path("items")).isEmpty();
        assertThat(before).isFalse();
        assertThat(news.path("items").path(0).path("seq").asLong()).isEqualTo(next);
        assertThat(news.path("items").path(0).path("type").asText()).isEqualTo("StepSucceeded");
    }

    @Test
    void whoeverFollowsARunByLongPollsSeesEveryEventOnceUpToItsEnd() {
        rig.apply("events-follow", "a", "b", "c");
        String runId = rig.run("events-follow");

        List<Long> seqs = new ArrayList<>();
        JsonNode page;
        long from = 0;
        do {
            page = rig.http
                    .get("/api/v1/runs/" + runId + "/events?wait=20s&from=" + from)
                    .json();
            page.path("items").forEach(event -> seqs.add(event.path("seq").asLong()));
            from = page.path("nextSeq").asLong();
        } while (!page.path("terminal").asBoolean());

        assertThat(seqs)
                .isEqualTo(IntStream.rangeClosed(1, seqs.size())
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(page.toString()).contains("RunSucceeded");
    }

    @Test
    void aForeignDecoderReadsTheLogWithTheSchemaThatTheServerGives() throws IOException {
        rig.apply("events-foreign", "a");
        ConsumerRecord<byte[], byte[]> record = log().get(0);
        int id = java.nio.ByteBuffer.wrap(record.value(), 1, 4).getInt();

        String text = rig.http.get("/schemas/ids/" + id).text("schema");
        Schema schema = new Schema.Parser().parse(text);
        GenericRecord event = new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(record.value(), 5, record.value().length - 5, null));

        assertThat(event.get("pipeline").toString()).startsWith("default.");
        assertThat(rig.http.get("/schemas/ids/77").status()).isEqualTo(404);
    }

    /** Every committed event, read by a plain consumer. */
    private List<ConsumerRecord<byte[], byte[]>> log() {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        Map<String, Object> config =
                Map.of("bootstrap.servers", rig.broker.bootstrap(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, Rig.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(Rig.TOPICS.events(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }
}
