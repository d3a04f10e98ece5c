package io.orbit.standalone.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.control.core.Fact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A streaming pipeline from Kafka to Delta at a given rate: how late events are committed, minute by minute, and whether
 * all of them are, once. Producer, broker and runner share this JVM.
 */
final class StreamLoad {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "bench-events";
    private static final int PARTITIONS = 4;
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private StreamLoad() {}

    /** One figure for the whole, and one for each minute that has begun. */
    static List<Figure> measure(int rate, int seconds) throws IOException, InterruptedException, ExecutionException {
        Path table = Files.createTempDirectory("orbit-bench-table");
        try (BenchHouse house = BenchHouse.start(1)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", house.bootstrap()))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
            house.client().apply("default.bench-stream", definition(house.bootstrap(), table));
            AtomicReference<Fact> end = new AtomicReference<>();
            house.client().run("default.bench-stream", (event, nanos) -> {
                if (BenchClient.ended(event)) {
                    end.set(event.fact());
                }
            });
            // The first commits of a table and of a JVM are no measure of the others.
            long warm = produce(house.bootstrap(), 1000, 5, 0);
            awaitRows(table, warm, end);
            house.handOver().takeProgress();
            long begun = System.nanoTime();
            long sent = warm + produce(house.bootstrap(), rate, seconds, warm);
            long committed = awaitRows(table, sent, end);
            return figures(house.handOver().takeProgress(), begun, sent, committed, rate);
        } finally {
            BenchHouse.delete(table);
        }
    }

    private static String definition(String bootstrap, Path table) {
        return """
                { "apiVersion": "orbit/v1", "name": "bench-stream",
                  "execution": { "mode": "streaming", "trigger": { "every": "1 second" } },
                  "connections": { "kafka": { "type": "kafka", "bootstrap": "%s" } },
                  "steps": [
                    { "id": "events", "method": "ExtractMethods.kafka", "with": { "connection": "kafka", "topic": "%s",
                      "format": "json", "schema": { "event_id": "bigint", "user_id": "bigint", "type": "string",
                        "event_ts": "timestamp", "amount": "double", "note": "string" } } },
                    { "id": "load", "method": "LoadMethods.delta", "with": { "path": "%s", "mode": "append" } } ] }
                """.formatted(bootstrap, TOPIC, table);
    }

    /** Sends events for some time, evenly; how many. About 175 bytes each. */
    private static long produce(String bootstrap, int rate, int seconds, long firstId) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrap, "linger.ms", 5, "batch.size", 131_072, "compression.type", "lz4");
        long sent = 0;
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            long begun = System.nanoTime();
            long all = (long) rate * seconds;
            while (sent < all) {
                long elapsed = System.nanoTime() - begun;
                long due = Math.min(all, (long) (rate * (elapsed / 1e9)));
                for (; sent < due; sent++) {
                    var unused = producer.send(new ProducerRecord<>(TOPIC, event(firstId + sent)), (at, failure) -> {
                        if (failure != null) {
                            throw new IllegalStateException("An event was not sent.", failure);
                        }
                    });
                }
                LockSupport.parkNanos(SLICE_NANOS);
            }
        }
        return sent;
    }

    private static byte[] event(long id) {
        String event = "{\"event_id\":" + id + ",\"user_id\":" + id % 10_007 + ",\"type\":\"click\","
                + "\"event_ts\":\"2026-01-02T03:04:05.678Z\",\"amount\":" + id % 997 + ".25,"
                + "\"note\":\"the quick brown fox jumps over the lazy dog, again\"}";
        return event.getBytes(StandardCharsets.UTF_8);
    }

    /** Waits until the table holds so many rows; how many it holds then, or when waiting has not helped. */
    private static long awaitRows(Path table, long rows, AtomicReference<Fact> end) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        long held = rows(table);
        while (held < rows && System.nanoTime() - deadline < 0) {
            if (end.get() != null) {
                throw new IllegalStateException("The run ended with " + end.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            held = rows(table);
        }
        // What comes twice comes in the next batch.
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
        return rows(table);
    }

    /** As the log of the table counts them. */
    private static long rows(Path table) throws IOException {
        Path log = table.resolve("_delta_log");
        if (!Files.isDirectory(log)) {
            return 0;
        }
        long rows = 0;
        try (Stream<Path> commits = Files.list(log)) {
            for (Path commit : commits.filter(
                            file -> file.getFileName().toString().matches("\\d{20}\\.json"))
                    .toList()) {
                for (String line : Files.readAllLines(commit)) {
                    JsonNode info = JSON.readTree(line).path("commitInfo");
                    rows += info.path("operationMetrics").path("numOutputRows").asLong();
                }
            }
        }
        return rows;
    }

    private static List<Figure> figures(
            List<HandOver.Progress> progress, long begun, long sent, long committed, int rate) {
        List<Figure> minutes = new ArrayList<>();
        double worst = 0;
        for (int minute = 1; minute <= 1 + progress.size(); minute++) {
            long from = begun + TimeUnit.MINUTES.toNanos(minute - 1L);
            List<HandOver.Progress> within = progress.stream()
                    .filter(each -> each.at() >= from && each.at() < from + TimeUnit.MINUTES.toNanos(1))
                    .filter(each -> each.metrics().containsKey("latencyP95Ms"))
                    .toList();
            if (!within.isEmpty()) {
                double p95 = highest(within, "latencyP95Ms");
                worst = Math.max(worst, p95);
                minutes.add(new Figure("stream-minute-" + minute, p95, "ms", Double.NaN, null, Map.of())
                        .with("is", "event to commit, highest p95 of ten seconds")
                        .with("p50", highest(within, "latencyP50Ms"))
                        .with("highestLag", highest(within, "lag")));
            }
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("stream", worst, "ms", Double.NaN, null, Map.of())
                .with("is", "event to commit, highest p95 of any ten seconds")
                .with("eventsPerSecond", rate)
                .with("sent", sent)
                .with("committed", committed)
                .with("lost", Math.max(0, sent - committed))
                .with("double", Math.max(0, committed - sent)));
        figures.addAll(minutes);
        return figures;
    }

    private static double highest(List<HandOver.Progress> progress, String metric) {
        return progress.stream()
                .mapToLong(each -> each.metrics().getOrDefault(metric, 0L))
                .max()
                .orElse(0);
    }
}
