package io.orbit.runner;

import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepLog;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the log lines of steps to their topic. A step never waits for it: lines beyond what the brokers take are dropped
 * and counted. Safe for use by many threads.
 */
final class StepLogs {
    static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int QUEUE = 4096;
    private static final Set<String> LEVELS = Set.of("DEBUG", "INFO", "WARN", "ERROR");
    private static final Logger log = LoggerFactory.getLogger(StepLogs.class);

    private final Producer<String, byte[]> producer;
    private final Topics topics;
    private final String runner;
    private final Clock clock;
    private final BlockingQueue<StepLog> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread sender;
    private volatile boolean closing;

    StepLogs(Producer<String, byte[]> producer, Topics topics, String runner, Clock clock) {
        this.producer = producer;
        this.topics = topics;
        this.runner = runner;
        this.clock = clock;
        this.sender = new Thread(this::send, "orbit-step-logs");
        sender.setDaemon(true);
        sender.start();
    }

    void log(StepCommand command, String step, String level, String line) {
        StepLog entry = new StepLog(
                command.getPipeline(),
                command.getRunId(),
                command.getSegment(),
                step,
                command.getAttempt(),
                clock.millis(),
                LEVELS.contains(level) ? level : "INFO",
                SafeText.of(line, MAX_LINE_BYTES),
                runner);
        if (!queue.offer(entry)) {
            drop("the queue is full");
        }
    }

    /** Lines that never reached the topic. */
    long dropped() {
        return dropped.get();
    }

    /** Sends what is queued, within a few seconds. */
    void stop() throws InterruptedException {
        closing = true;
        sender.join(Duration.ofSeconds(2).toMillis());
        sender.interrupt();
        producer.close(Duration.ofSeconds(2));
    }

    private void send() {
        try {
            while (!closing || !queue.isEmpty()) {
                StepLog entry = queue.poll(100, TimeUnit.MILLISECONDS);
                if (entry != null) {
                    send(entry);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            log.debug("runner={} sends no more log lines; {} left in the queue", runner, queue.size());
        }
    }

    private void send(StepLog entry) {
        String key = entry.getRunId() + "/" + entry.getSegment();
        try {
            // The callback tells; the future would only tell again.
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(topics.stepLogs(), key, Wire.LOG.encode(entry)), (metadata, failure) -> {
                        if (failure != null) {
                            drop(failure.toString());
                        }
                    });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            drop(e.toString());
        }
    }

    private void drop(String why) {
        long count = dropped.incrementAndGet();
        // The first of every power of two: told at once, never a flood.
        if (Long.bitCount(count) == 1) {
            log.warn("runner={} dropped {} log lines of steps so far: {}", runner, count, why);
        }
    }
}
