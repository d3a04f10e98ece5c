package io.orbit.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * The compacted topic that remembers, per part of a load, that it is committed, and which attempts have begun. A part's
 * marker is sent in the transaction of its records, so both are committed or neither is. All records of one load are in
 * one partition.
 */
final class SinkLedger {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PARTITIONS = 4;
    private static final Duration POLL = Duration.ofMillis(200);

    /** After that time no one retries a run any more. */
    private static final Duration RETENTION = Duration.ofDays(30);

    /** How long to wait for a transaction of another load that has just sent its marker. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaCluster cluster;
    private final Delivery.LedgerPlace place;
    private final String key;

    SinkLedger(KafkaCluster cluster, Delivery.LedgerPlace place, String key) {
        this.cluster = cluster;
        this.place = place;
        this.key = key;
    }

    /**
     * What the ledger said of a load.
     *
     * @param until offset up to which it was read
     * @param fence greatest of the attempts that have begun; -1 when none has
     * @param committed markers by part
     */
    record Seen(long until, long fence, Map<Integer, Delivery.Marker> committed) {}

    /** Makes the topic when it does not exist. */
    static SinkLedger open(KafkaCluster cluster, Admin admin, String topic, String key)
            throws ExecutionException, InterruptedException {
        NewTopic wanted = new NewTopic(topic, java.util.Optional.of(PARTITIONS), java.util.Optional.empty())
                .configs(Map.of(
                        "cleanup.policy", "compact,delete", "retention.ms", Long.toString(RETENTION.toMillis())));
        if (!admin.listTopics().names().get().contains(topic)) {
            try {
                admin.createTopics(List.of(wanted)).all().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        int partitions = KafkaCluster.partitions(admin, topic).size();
        int partition = Utils.toPositive(Utils.murmur2(bytes(key))) % partitions;
        return new SinkLedger(cluster, new Delivery.LedgerPlace(topic, partition), key);
    }

    Delivery.LedgerPlace place() {
        return place;
    }

    /** Says that an attempt has begun, so that older ones stop. */
    void claim(long fence) throws ExecutionException, InterruptedException {
        Map<String, Object> config = cluster.with(Map.of("acks", "all", "max.block.ms", 20_000));
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            // A key of its own for each fence: compaction must not let an older claim hide a newer one.
            producer.send(entry("attempt/" + fence, Map.of("fence", fence))).get();
        }
    }

    /** The record to send in the transaction of a part. */
    ProducerRecord<byte[], byte[]> marker(int part, long fence, Delivery.Marker marker) {
        return entry("part/" + part, Map.of("fence", fence, "rows", marker.rows(), "bytes", marker.bytes()));
    }

    /** What is committed now, as far as no open transaction hides it. */
    Seen look() {
        try (var consumer = consumer()) {
            TopicPartition partition = partition();
            consumer.seekToBeginning(List.of(partition));
            return read(consumer, consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
        }
    }

    /**
     * What has been committed since an offset, all of it: waits for transactions of other loads that are being committed.
     *
     * @throws OrbitException SINK_CONFLICT when one of them stays open
     */
    Seen lookSince(long offset) throws ExecutionException, InterruptedException {
        long end;
        try (Admin admin = cluster.admin()) {
            end = admin.listOffsets(
                            Map.of(partition(), OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(partition())
                    .get()
                    .offset();
        }
        try (var consumer = consumer()) {
            consumer.seek(partition(), offset);
            return read(consumer, end);
        }
    }

    private Seen read(KafkaConsumer<byte[], byte[]> consumer, long end) {
        Map<Integer, Delivery.Marker> committed = new TreeMap<>();
        long fence = -1;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition()) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                String name = new String(record.key(), StandardCharsets.UTF_8);
                JsonNode value = json(record.value());
                if (name.startsWith(key + "/attempt/")) {
                    fence = Math.max(fence, value.path("fence").asLong());
                } else if (name.startsWith(key + "/part/")) {
                    committed.put(
                            Integer.valueOf(name.substring(name.lastIndexOf('/') + 1)),
                            new Delivery.Marker(
                                    value.path("rows").asLong(),
                                    value.path("bytes").asLong()));
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new OrbitException(
                        ErrorCode.SINK_CONFLICT,
                        "another load keeps a transaction open in topic '%s'; its end was waited for in vain."
                                .formatted(place.topic()));
            }
        }
        return new Seen(end, fence, committed);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                cluster.with(Map.of(
                        "isolation.level", "read_committed", "enable.auto.commit", false, "auto.offset.reset", "none")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(partition()));
        return consumer;
    }

    private TopicPartition partition() {
        return new TopicPartition(place.topic(), place.partition());
    }

    private ProducerRecord<byte[], byte[]> entry(String name, Map<String, Long> value) {
        try {
            return new ProducerRecord<>(
                    place.topic(), place.partition(), bytes(key + "/" + name), JSON.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger holds a record that is not JSON.", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
