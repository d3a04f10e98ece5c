package io.orbit.runner;

import io.orbit.wire.ReportItem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what attempts say, in the order in which each of them says it. Safe for use by many threads; none of them waits
 * for the brokers. Reports stay in memory until they are acknowledged, however long the brokers are away.
 */
final class Reporter {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);
    private static final long RENEW_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A record with the outbox that it came from. */
    private record Sent(Outbox from, ProducerRecord<String, byte[]> record) {}

    private final Supplier<Producer<String, byte[]>> producers;
    private final String topic;
    private final String runner;
    private final long epoch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Outbox> waiting = new LinkedHashSet<>();
    private final Deque<Sent> unacknowledged = new ArrayDeque<>();
    private final Thread sender;
    private Producer<String, byte[]> producer;
    /** Counts producers: an answer to an earlier one says nothing about what the present one sent again. */
    private int generation;

    private boolean broken;
    private boolean closing;

    /** @param producers gives a new idempotent producer, called again after one has failed for good */
    Reporter(Supplier<Producer<String, byte[]>> producers, String topic, String runner, long epoch) {
        this.producers = producers;
        this.topic = topic;
        this.runner = runner;
        this.epoch = epoch;
        this.producer = producers.get();
        this.sender = new Thread(this::send, "orbit-reports");
        sender.setDaemon(true);
        sender.start();
    }

    /** Says one thing of the attempt; after the {@code last} one nothing of it waits any more. */
    void report(Outbox outbox, ReportItem item, boolean last) {
        lock.lock();
        try {
            outbox.add(item, last, System.nanoTime());
            waiting.add(outbox);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is left; gives up what the brokers have not acknowledged within {@code patience}. */
    void stop(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
            long left = patience.toNanos();
            while ((!waiting.isEmpty() || !unacknowledged.isEmpty()) && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (!waiting.isEmpty() || !unacknowledged.isEmpty()) {
                log.error(
                        "runner={} gives up {} reports that the brokers have not acknowledged; the lease will tell",
                        runner,
                        unacknowledged.size() + waiting.size());
            }
        } finally {
            lock.unlock();
        }
        sender.interrupt();
        sender.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }

    private void send() {
        try {
            while (true) {
                List<Sent> due = awaitDue();
                due.forEach(sent -> dispatch(sent, generation));
            }
        } catch (InterruptedException | InterruptException e) {
            log.debug("runner={} sends no more reports", runner);
        } finally {
            // Closing waits for a thread of the producer, which an interrupted thread cannot.
            boolean interrupted = Thread.interrupted();
            log.debug("runner={} reporter closed, interrupted={}", runner, interrupted);
            producer.close(Duration.ZERO);
        }
    }

    private void dispatch(Sent sent, int sentBy) {
        try {
            // The callback tells; the future would only tell again.
            Future<RecordMetadata> unused =
                    producer.send(sent.record, (metadata, failure) -> answered(sent, sentBy, failure));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            answered(sent, sentBy, e);
        }
    }

    /** Takes the records that may go now; waits until there is one. */
    private List<Sent> awaitDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (broken) {
                    return renewed();
                }
                List<Sent> due = new ArrayList<>();
                long wait = takeDue(due);
                if (!due.isEmpty()) {
                    return due;
                }
                if (wait == Long.MAX_VALUE) {
                    changed.await();
                } else {
                    changed.awaitNanos(wait);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private long takeDue(List<Sent> due) {
        long now = System.nanoTime();
        long wait = Long.MAX_VALUE;
        for (Iterator<Outbox> each = waiting.iterator(); each.hasNext(); ) {
            Outbox outbox = each.next();
            long own = closing ? 0 : outbox.waitNanos(now);
            if (own > 0) {
                wait = Math.min(wait, own);
                continue;
            }
            while (!outbox.isEmpty()) {
                Sent sent = new Sent(outbox, outbox.take(topic, runner, epoch));
                unacknowledged.add(sent);
                due.add(sent);
            }
            each.remove();
        }
        return wait;
    }

    /** A producer that has failed for good is never used again; its successor repeats what is not acknowledged, in order. */
    private List<Sent> renewed() throws InterruptedException {
        long left = RENEW_PAUSE_NANOS;
        while (left > 0) {
            left = changed.awaitNanos(left);
        }
        producer.close(Duration.ZERO);
        producer = producers.get();
        generation++;
        broken = false;
        return List.copyOf(unacknowledged);
    }

    private void answered(Sent sent, int sentBy, @Nullable Exception failure) {
        lock.lock();
        try {
            if (failure == null || failure instanceof RecordTooLargeException) {
                if (failure != null) {
                    log.error("runner={} a report is refused by the brokers for good", runner, failure);
                }
                if (unacknowledged.remove(sent)) {
                    sent.from.delivered();
                }
            } else if (sentBy == generation && !broken) {
                log.warn("runner={} a report failed; repeating with a new producer", runner, failure);
                broken = true;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
