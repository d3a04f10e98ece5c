package io.orbit.runner;

import io.orbit.schemas.OrbitException;
import io.orbit.wire.StepCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes offers while a slot is free: polls, acknowledges everything that came, waits until the brokers have recorded that,
 * and only then hands the offers on. It never holds an offer and never polls while all slots are busy.
 *
 * <p>An offer whose acknowledgement failed is dropped: the brokers deliver it again, or the control plane offers it again.
 */
final class OfferTaker {
    private static final Logger log = LoggerFactory.getLogger(OfferTaker.class);
    /** Only a bound: a poll returns as soon as an offer comes, and closing wakes it. */
    private static final Duration POLL = Duration.ofSeconds(30);

    private static final Duration ACK_PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_MS = 1000;

    /** What the thread is at: whoever closes may wake a poll, but must not disturb an acknowledgement. */
    private enum Phase {
        AT_WORK,
        POLLING,
        WOKEN
    }

    /** Waits until offers may be taken at all. */
    interface Gate {
        void await() throws InterruptedException;
    }

    private final Supplier<KafkaShareConsumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Semaphore freeSlots;
    private final Gate gate;
    private final Consumer<StepCommand> work;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.AT_WORK);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable KafkaShareConsumer<byte[], byte[]> current;

    /**
     * @param freeSlots one permit per free slot; the taker takes one per offer that it hands on
     * @param work takes an offer together with its permit; must not wait
     */
    OfferTaker(
            Supplier<KafkaShareConsumer<byte[], byte[]>> consumers,
            String topic,
            Semaphore freeSlots,
            Gate gate,
            Consumer<StepCommand> work) {
        this.consumers = consumers;
        this.topic = topic;
        this.freeSlots = freeSlots;
        this.gate = gate;
        this.work = work;
        this.thread = new Thread(this::take, "orbit-offers");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes no more offers; when it returns, every offer that was taken has been handed on. The gate must be open. */
    void stop() throws InterruptedException {
        closing.countDown();
        KafkaShareConsumer<byte[], byte[]> consumer = current;
        if (consumer != null && phase.compareAndSet(Phase.POLLING, Phase.WOKEN)) {
            consumer.wakeup();
        }
        // The thread may wait for a slot: one permit more than there are slots lets it see that it is over.
        freeSlots.release();
        thread.join();
    }

    private boolean closing() {
        return closing.getCount() == 0;
    }

    private void take() {
        try {
            while (!closing()) {
                takeWithOneConsumer();
            }
        } catch (InterruptedException e) {
            log.warn("interrupted: no more offers are taken");
        }
    }

    /** Until closing, or until the consumer fails; a failed one is never used again. */
    private void takeWithOneConsumer() throws InterruptedException {
        try (KafkaShareConsumer<byte[], byte[]> consumer = consumers.get()) {
            current = consumer;
            consumer.subscribe(List.of(topic));
            while (!closing()) {
                freeSlots.acquire();
                int handedOn = 0;
                try {
                    gate.await();
                    handedOn = takeOnce(consumer);
                } finally {
                    if (handedOn == 0) {
                        freeSlots.release();
                    }
                }
            }
        } catch (KafkaException | IllegalStateException e) {
            if (!closing()) {
                log.warn("offers cannot be taken, trying again with a new consumer: {}", e.toString());
                boolean over = closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
                log.debug("paused, closing={}", over);
            }
        } finally {
            current = null;
        }
    }

    /** Gives how many offers were handed on; the caller has acquired the first one's permit. */
    private int takeOnce(KafkaShareConsumer<byte[], byte[]> consumer) throws InterruptedException {
        phase.set(Phase.POLLING);
        if (closing()) {
            return 0;
        }
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(POLL);
        } catch (WakeupException e) {
            return 0;
        }
        // Woken too late: what came is not acknowledged, and closing the consumer gives it back to the others at once.
        if (!phase.compareAndSet(Phase.POLLING, Phase.AT_WORK) || records.isEmpty()) {
            return 0;
        }
        int handedOn = 0;
        for (StepCommand offer : acknowledged(consumer, records)) {
            if (handedOn++ > 0) {
                freeSlots.acquire();
            }
            work.accept(offer);
        }
        return handedOn;
    }

    /** The offers that nobody else will get, because the brokers have recorded that this runner took them. */
    private List<StepCommand> acknowledged(
            KafkaShareConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        records.forEach(consumer::acknowledge);
        Map<TopicIdPartition, Optional<KafkaException>> results = consumer.commitSync(ACK_PATIENCE);
        List<StepCommand> offers = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            if (recorded(partition, results)) {
                records.records(partition).forEach(record -> decode(record, offers));
            } else {
                log.warn(
                        "an offer at {} was taken but not acknowledged ({}); dropped, it will be offered again",
                        partition,
                        results);
            }
        }
        return offers;
    }

    /** A partition that the answer does not name has not been acknowledged. */
    private static boolean recorded(TopicPartition partition, Map<TopicIdPartition, Optional<KafkaException>> results) {
        return results.entrySet().stream()
                .filter(result -> result.getKey().topicPartition().equals(partition))
                .findFirst()
                .map(result -> result.getValue().isEmpty())
                .orElse(false);
    }

    private void decode(ConsumerRecord<byte[], byte[]> record, List<StepCommand> offers) {
        try {
            offers.add(Offers.decode(record.value() == null ? new byte[0] : record.value()));
        } catch (OrbitException e) {
            log.error(
                    "the record at {}-{} offset {} is not an offer and is dropped: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.line());
        }
    }
}
