package io.orbit.api.log;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A few consumers for reading stretches of a topic, committed transactions only. Safe for use by many threads. */
public final class LogReaders implements AutoCloseable {
    private static final int READERS = 4;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Object> config;
    private final Semaphore free = new Semaphore(READERS, true);
    private final Queue<KafkaConsumer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** @param clientConfig bootstrap servers and what else the user's cluster asks for */
    public LogReaders(Map<String, Object> clientConfig) {
        this.config = new HashMap<>(clientConfig);
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "earliest");
        config.put("max.poll.records", 2000);
        // What is read is there already. A consumer that comes back for another partition would wait behind its last
        // fetch.
        config.put("fetch.max.wait.ms", 10);
        config.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    }

    /** First offset whose record is not older than {@code at} (epoch ms); the end when all are. */
    public long offsetAt(TopicPartition partition, long at) {
        return with(consumer -> {
            OffsetAndTimestamp found =
                    consumer.offsetsForTimes(Map.of(partition, at)).get(partition);
            return found == null ? end(consumer, partition) : found.offset();
        });
    }

    /** The first offset that is still there, and the one after the last committed record. */
    public long[] bounds(TopicPartition partition) {
        return with(consumer -> new long[] {
            consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L), end(consumer, partition)
        });
    }

    /**
     * Reads from an offset up to the end as it is now.
     *
     * @param visitor sees every record; false to stop after it
     * @return the offset at which to go on
     */
    public long scan(TopicPartition partition, long from, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        return with(consumer -> {
            long end = end(consumer, partition);
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (!visitor.test(record)) {
                        return record.offset() + 1;
                    }
                }
            }
            return Math.max(from, consumer.position(partition));
        });
    }

    private static long end(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    private <T> T with(Function<KafkaConsumer<byte[], byte[]>, T> work) {
        acquire();
        KafkaConsumer<byte[], byte[]> consumer = null;
        try {
            consumer = idle.poll();
            if (consumer == null) {
                consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            }
            T result = work.apply(consumer);
            consumer.unsubscribe();
            idle.add(consumer);
            consumer = null;
            return result;
        } catch (TimeoutException e) {
            throw new OrbitException(
                    ErrorCode.KAFKA_UNREACHABLE, "The Kafka brokers did not answer in time. Ask again shortly.", e);
        } catch (KafkaException e) {
            throw new OrbitException(ErrorCode.KAFKA_UNREACHABLE, "The log cannot be read: " + e.getMessage(), e);
        } finally {
            if (consumer != null) {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
            free.release();
            drainIfClosed();
        }
    }

    private void acquire() {
        try {
            if (!closed && free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new OrbitException(ErrorCode.STORE_UNAVAILABLE, "All readers of the log are busy. Ask again shortly.");
    }

    private void drainIfClosed() {
        while (closed) {
            KafkaConsumer<byte[], byte[]> consumer = idle.poll();
            if (consumer == null) {
                return;
            }
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    @Override
    public void close() {
        closed = true;
        drainIfClosed();
    }
}
