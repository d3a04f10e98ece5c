package io.orbit.runner;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The Kafka clients of one runner, each with the settings that its use relies on. */
final class Clients {
    /** In effect for ever: a report is kept until the brokers are back. */
    private static final String FOREVER = Integer.toString(Integer.MAX_VALUE);

    private final RunnerSettings settings;

    Clients(RunnerSettings settings) {
        this.settings = settings;
    }

    Admin admin() {
        return Admin.create(
                properties("admin", Map.of("default.api.timeout.ms", "10000", "request.timeout.ms", "5000")));
    }

    /**
     * Takes offers. {@code record_limit}: nothing is locked that a poll does not return. Four records: the marker of a
     * transaction counts as one and must not come alone, as it would with one record per poll; and an offer that is given
     * back for want of a slot moves up with each poll, so it is given back three times at most, far from the limit of
     * deliveries. The runner stays a member however long its slots are all busy.
     */
    KafkaShareConsumer<byte[], byte[]> offers() {
        return new KafkaShareConsumer<>(
                properties(
                        "offers",
                        Map.of(
                                "group.id",
                                settings.group(),
                                "share.acknowledgement.mode",
                                "explicit",
                                "share.acquire.mode",
                                "record_limit",
                                "max.poll.records",
                                Integer.toString(offersPerPoll()),
                                // An acknowledgement may wait behind a fetch, but not for the usual half a second.
                                "fetch.max.wait.ms",
                                "100",
                                "max.poll.interval.ms",
                                FOREVER)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** How many records a poll of {@link #offers()} returns at most. */
    int offersPerPoll() {
        return Math.max(4, settings.slots() / 2);
    }

    /** Reads orders, only those of committed transactions; belongs to no group. */
    KafkaConsumer<String, byte[]> orders() {
        return new KafkaConsumer<>(
                properties(
                        "orders",
                        Map.of(
                                "enable.auto.commit", "false",
                                "isolation.level", "read_committed",
                                "auto.offset.reset", "latest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Sends reports: in order, once each, and for as long as it takes. */
    Producer<String, byte[]> reports() {
        return producer(
                "reports",
                Map.of(
                        "acks", "all",
                        "enable.idempotence", "true",
                        "linger.ms", "0",
                        "delivery.timeout.ms", FOREVER,
                        "max.block.ms", FOREVER));
    }

    /** Sends heartbeats: one at a time, and a late one is worth nothing. */
    Producer<String, byte[]> beats() {
        String interval = Long.toString(settings.timing().heartbeat().toMillis());
        String patience = Long.toString(settings.timing().fenceAfter().toMillis());
        return producer(
                "beats",
                Map.of(
                        "acks",
                        "all",
                        "enable.idempotence",
                        "false",
                        "max.in.flight.requests.per.connection",
                        "1",
                        "linger.ms",
                        "0",
                        "max.block.ms",
                        interval,
                        "request.timeout.ms",
                        interval,
                        "delivery.timeout.ms",
                        patience,
                        "reconnect.backoff.max.ms",
                        interval));
    }

    /** Sends log lines: in batches, and some may get lost. */
    Producer<String, byte[]> logs() {
        return producer(
                "logs",
                Map.of(
                        "acks", "1",
                        "enable.idempotence", "false",
                        "linger.ms", "20",
                        "compression.type", "lz4",
                        "max.block.ms", "5000",
                        "buffer.memory", Integer.toString(8 * 1024 * 1024)));
    }

    private Producer<String, byte[]> producer(String use, Map<String, String> needed) {
        return new KafkaProducer<>(properties(use, needed), new StringSerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> properties(String use, Map<String, String> needed) {
        Map<String, Object> all = new HashMap<>(settings.kafka());
        all.putAll(needed);
        all.put("bootstrap.servers", settings.bootstrapServers());
        all.put("client.id", settings.runner() + "-" + use);
        return all;
    }
}
