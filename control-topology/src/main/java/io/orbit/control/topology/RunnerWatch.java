package io.orbit.control.topology;

import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Wire;
import io.orbit.wire.RunnerBeat;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the heartbeat topic. Silence is measured on that topic's own clock: the newest append time in it, which moves
 * because servers beat there too. After a gap in it, and after the start, everybody has a full lease of grace, so that an
 * outage of the brokers expires nobody.
 */
public final class RunnerWatch implements Liveness, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerWatch.class);

    /** The newest heartbeat of a runner or server; {@code at} is its append time, epoch ms. */
    public record Beat(long at, RunnerBeat beat) {}

    private final KafkaConsumer<String, byte[]> consumer;
    private final TopicPartition partition;
    private final long leaseMs;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::follow, "orbit-runner-watch");
    private volatile boolean closed;
    private volatile long clock;
    private volatile long graceUntil = Long.MAX_VALUE;

    /** @param clientConfig bootstrap servers and what else the user's cluster asks for */
    public RunnerWatch(Map<String, Object> clientConfig, String topic, Duration lease) {
        this.consumer = new KafkaConsumer<>(clientConfig, new StringDeserializer(), new ByteArrayDeserializer());
        this.partition = new TopicPartition(topic, 0);
        this.leaseMs = lease.toMillis();
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Heartbeats of all that beat within the topic's retention, runners and servers. */
    public Collection<Beat> beats() {
        return List.copyOf(beats.values());
    }

    /** Newest append time of the topic, epoch ms; 0 before the first heartbeat was seen. */
    public long clock() {
        return clock;
    }

    @Override
    public @Nullable String silence(String runner, long epoch) {
        Beat last = beats.get(runner);
        if (last != null && last.beat().getEpoch() > epoch) {
            return "the runner was started again";
        }
        if (last != null
                && last.beat().getEpoch() == epoch
                && "STOPPED".equals(last.beat().getState())) {
            return "the runner stopped";
        }
        if (clock <= graceUntil) {
            return null;
        }
        long silent = last == null ? Long.MAX_VALUE : clock - last.at();
        return silent > leaseMs ? "no heartbeat for longer than the lease of %d s".formatted(leaseMs / 1000) : null;
    }

    private void follow() {
        try {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!closed) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            LOG.debug("heartbeat watch woken to close", e);
        } finally {
            consumer.close();
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        long at = record.timestamp();
        boolean gap = at - clock > leaseMs / 2;
        if (gap) {
            graceUntil = at + leaseMs;
        }
        clock = Math.max(clock, at);
        if (record.value() == null) {
            beats.remove(record.key());
            return;
        }
        try {
            beats.put(record.key(), new Beat(at, Wire.BEAT.decode(record.value())));
        } catch (OrbitException e) {
            LOG.warn("offset={} of {} is no heartbeat: {}", record.offset(), partition, e.line());
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
