package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.control.codec.EventCodec;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A running Orbit as its clients see it: over HTTP, and through the topics. */
record Orbit(String url, String bootstrap) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** An answer; {@code json} is what its body says. */
    record Reply(int status, JsonNode json) {
        String text(String field) {
            return json.path(field).asText();
        }
    }

    /** @param path under the server's root or, when it does not start with a slash, under its API */
    Reply ask(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    Reply post(String path, String body) {
        return send("POST", path, BodyPublishers.ofString(body));
    }

    private Reply send(String method, String path, BodyPublisher body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + (path.startsWith("/") ? path : "/api/v1/" + path)))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try {
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("The test was interrupted.", e);
        }
    }

    /** Puts a definition in force. */
    void apply(String definition) {
        Reply reply = post("pipelines?wait=60s", definition);
        assertThat(reply.status()).as(reply.json().toPrettyString()).isEqualTo(200);
    }

    /** Starts a run without parameters; its id. */
    String run(String pipeline) {
        Reply reply = post("pipelines/" + pipeline + "/runs?wait=60s", "{}");
        assertThat(reply.status()).as(reply.json().toPrettyString()).isEqualTo(201);
        return reply.text("runId");
    }

    /** The run as the server tells it. */
    JsonNode look(String runId) {
        return ask("runs/" + runId).json();
    }

    JsonNode step(String runId, String step) {
        for (JsonNode each : look(runId).path("steps")) {
            if (each.path("id").asText().equals(step)) {
                return each;
            }
        }
        throw new AssertionError("Run '%s' has no step '%s'.".formatted(runId, step));
    }

    void awaitStep(String runId, String step, String status) {
        await("step %s %s".formatted(step, status))
                .atMost(PATIENCE)
                .until(() -> step(runId, step).path("status").asText().equals(status));
    }

    /** Waits for that end of the run; another end fails at once. */
    void awaitRun(String runId, String status) {
        List<String> ends = List.of("SUCCEEDED", "FAILED", "CANCELLED");
        await("run %s has ended".formatted(runId))
                .atMost(PATIENCE)
                .until(() -> ends.contains(look(runId).path("status").asText()));
        JsonNode run = look(runId);
        assertThat(run.path("status").asText()).as(run.toPrettyString()).isEqualTo(status);
    }

    /** Waits for the run that was asked for with that key; its id. */
    String awaitRunOf(String idempotencyKey) {
        return await("run with key " + idempotencyKey)
                .atMost(PATIENCE)
                .until(() -> acceptedWith(idempotencyKey), runs -> !runs.isEmpty())
                .get(0);
    }

    private List<String> acceptedWith(String idempotencyKey) {
        List<String> runs = new ArrayList<>();
        for (Event event : events()) {
            if (event.fact() instanceof Fact.RunAccepted accepted && idempotencyKey.equals(accepted.idempotencyKey())) {
                runs.add(String.valueOf(event.runId()));
            }
        }
        return runs;
    }

    /** Every committed event, read from the log itself. */
    List<Event> events() {
        return records(Topics.DEFAULT.events()).stream()
                .map(record -> EventCodec.decode(record.value()))
                .toList();
    }

    /** The run's events and the rejections that concern it. */
    List<Event> events(String runId) {
        return events().stream().filter(event -> runId.equals(event.runId())).toList();
    }

    /** Facts of one type about the run, in order. */
    <F extends Fact> List<F> facts(String runId, Class<F> type) {
        return events(runId).stream()
                .map(Event::fact)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Every committed record of the topic. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** Writes one record as a foreign client would; where it is. */
    RecordMetadata publish(ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(record).get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("The record was not written.", e);
        }
    }

    /** Rebuilds all state from the log; true when it is what the stores hold. */
    boolean replaysEqually() {
        Reply reply = post("replay", "{}");
        assertThat(reply.status()).as(reply.json().toPrettyString()).isEqualTo(200);
        return reply.json().path("equal").asBoolean();
    }
}
