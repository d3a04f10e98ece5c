package io.orbit.api.log;

import io.orbit.control.codec.EventCodec;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the events topic from the end at the start, committed transactions only, and wakes those who wait for a
 * request to be decided or for a run to go on. One consumer per server, without a group. Safe for use by many threads.
 *
 * <p>Every request yields at least one event, in order, whose {@code cause} is the request's place; so the newest cause
 * per partition says what is decided. A poisoned request yields none: when somebody has waited for a second, the
 * committed offsets of the control plane are asked too.
 */
public final class EventTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long PAUSE_MS = 1_000;

    private final Topics topics;
    private final int partitions;
    private final CommittedRequests committed;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Waits waits;
    private final Thread thread = new Thread(this::follow, "orbit-event-tail");
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean open;

    /** @param clientConfig bootstrap servers and what else the user's cluster asks for */
    public EventTail(Map<String, Object> clientConfig, Topics topics, int partitions) {
        this.topics = topics;
        this.partitions = partitions;
        this.committed = new CommittedRequests(clientConfig, topics);
        this.waits = new Waits(partitions);
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        // Only after records were deleted under our feet: what is gone cannot wake anybody.
        config.put("auto.offset.reset", "latest");
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread.setDaemon(true);
    }

    /** The topics must be there. */
    public void start() {
        thread.start();
    }

    /** True once it follows; before, nobody is woken. */
    public boolean follows() {
        return open;
    }

    /** Newest place of the partition whose request is decided and committed. */
    public Position position(int partition) {
        return new Position(partition, waits.decided(partition));
    }

    /**
     * Completes with true when the request at the position, and every one before it, is decided and committed; with
     * false after {@code patience}, or when the tail closes. Continue on another thread.
     */
    public CompletableFuture<Boolean> await(Position position, Duration patience) {
        return waits.await(position, patience);
    }

    /** The first event that the request at the position gave; null when none was seen since the start, or lately. */
    public @Nullable LoggedEvent decision(Position position) {
        return waits.decision(position);
    }

    /** Completes with true when an event of the run with at least this seq comes; with false as {@link #await} does. */
    public CompletableFuture<Boolean> awaitRun(String runId, long fromSeq, Duration patience) {
        return waits.awaitRun(runId, fromSeq, patience);
    }

    private void follow() {
        try (consumer) {
            while (closing.getCount() > 0) {
                try {
                    step();
                } catch (WakeupException e) {
                    LOG.debug("event tail woken to close", e);
                } catch (RuntimeException e) {
                    LOG.warn("cannot follow {}, trying again", topics.events(), e);
                    pause();
                }
            }
        }
        waits.close();
    }

    private void step() {
        if (!open) {
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topics.events(), partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            // What was decided before the end was fixed is known only from here.
            waits.decided(committed.read());
            open = true;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            take(record);
        }
        waits.wake();
        if (waits.oldestMs() > PAUSE_MS) {
            waits.decided(committed.read());
            waits.wake();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            LoggedEvent event = new LoggedEvent(
                    record.partition(),
                    record.offset(),
                    record.serializedValueSize(),
                    EventCodec.decode(record.value()));
            waits.seen(event, topics.requests());
        } catch (OrbitException e) {
            LOG.warn(
                    "offset={} of {}-{} is no event: {}",
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    e.line());
        }
    }

    private void pause() {
        try {
            boolean ended = closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
            LOG.debug("event tail goes on, closing={}", ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    /** Answers all who wait, with false, and ends. */
    @Override
    public void close() {
        closing.countDown();
        waits.close();
        consumer.wakeup();
        try {
            if (thread.isAlive()) {
                thread.join(5_000);
            } else if (!open) {
                consumer.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        committed.close();
    }
}
