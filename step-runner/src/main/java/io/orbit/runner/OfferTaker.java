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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes offers while a slot is free: polls, acknowledges everything that came, waits until the brokers have recorded that,
 * and only then hands the offers on. It never holds an offer and never polls while all slots are busy; an offer that came
 * without a slot for it is given back in the same breath.
 *
 * <p>An offer whose acknowledgement failed is dropped: the brokers deliver it again, or the control plane offers it again.
 */
final class OfferTaker {
    private static final Logger log = LoggerFactory.getLogger(OfferTaker.class);

    /**
     * Long, because the start of a poll is a race: a fetch answered just then is followed by another one, and the broker
     * keeps the acknowledgement waiting behind it (clients 4.3.1, {@code ShareConsumeRequestManager.fetch}). An offer that
     * comes during a poll is returned at once.
     */
    private static final Duration POLL = Duration.ofMillis(250);

    /**
     * Short after a poll that was full: the fetch behind it may bring only the marker of a transaction, and then a share
     * consumer waits for the rest of its poll, deaf to the next offer.
     */
    private static final Duration POLL_AFTER_FULL = Duration.ofMillis(10);

    /**
     * A fetch may still be under way when the last slot is filled, and what it brings is locked with nobody to run it.
     * When all slots stay busy this long, the consumer is closed, which frees such an offer for others.
     */
    private static final long HOLD_LIMIT_MS = 1000;

    private static final Duration ACK_PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_MS = 1000;

    /** Waits until offers may be taken at all. */
    interface Gate {
        void await() throws InterruptedException;
    }

    private final Supplier<KafkaShareConsumer<byte[], byte[]>> consumers;
    private final String topic;
    private final int mostPerPoll;
    private final Semaphore freeSlots;
    private final Gate gate;
    private final Consumer<StepCommand> work;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private boolean full;

    /**
     * @param mostPerPoll as many records as the consumers return from one poll
     * @param freeSlots one permit per free slot; the taker takes one per offer that it hands on
     * @param work takes an offer together with its permit; must not wait
     */
    OfferTaker(
            Supplier<KafkaShareConsumer<byte[], byte[]>> consumers,
            String topic,
            int mostPerPoll,
            Semaphore freeSlots,
            Gate gate,
            Consumer<StepCommand> work) {
        this.consumers = consumers;
        this.topic = topic;
        this.mostPerPoll = mostPerPoll;
        this.freeSlots = freeSlots;
        this.gate = gate;
        this.work = work;
        this.thread = new Thread(this::take, "orbit-offers");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** From here on every offer that comes is given back, also one that a poll under way brings. */
    void refuse() {
        closing.countDown();
    }

    /** Takes no more offers; when it returns, every offer that was taken has been handed on. The gate must be open. */
    void stop() throws InterruptedException {
        refuse();
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

    /** Until closing, until the slots have all been busy for a while, or until the consumer fails. */
    private void takeWithOneConsumer() throws InterruptedException {
        try (KafkaShareConsumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.subscribe(List.of(topic));
            // A consumer that has not polled has locked nothing, so it may wait for its first slot as long as need be.
            freeSlots.acquire();
            do {
                takeWithOneSlot(consumer);
            } while (!closing() && freeSlots.tryAcquire(HOLD_LIMIT_MS, TimeUnit.MILLISECONDS));
        } catch (KafkaException | IllegalStateException e) {
            if (!closing()) {
                log.warn("offers cannot be taken, trying again with a new consumer: {}", e.toString());
                boolean over = closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
                log.debug("paused, closing={}", over);
            }
        }
    }

    /** Hands the acquired permit on with an offer, or gives it back. */
    private void takeWithOneSlot(KafkaShareConsumer<byte[], byte[]> consumer) throws InterruptedException {
        boolean handedOn = false;
        try {
            gate.await();
            List<StepCommand> offers = closing() ? List.of() : takeOffers(consumer);
            handedOn = !offers.isEmpty();
            offers.forEach(work);
        } finally {
            if (!handedOn) {
                freeSlots.release();
            }
        }
    }

    /** The offers taken by one poll, with a permit for each of them; the caller has acquired the first one's. */
    private List<StepCommand> takeOffers(KafkaShareConsumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(full ? POLL_AFTER_FULL : POLL);
        full = records.count() >= mostPerPoll;
        if (records.isEmpty()) {
            return List.of();
        }
        int spare = 0;
        boolean refused = closing();
        try {
            List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                boolean first = kept.isEmpty();
                if (!refused && (first || freeSlots.tryAcquire())) {
                    spare += first ? 0 : 1;
                    kept.add(record);
                    consumer.acknowledge(record, AcknowledgeType.ACCEPT);
                } else {
                    consumer.acknowledge(record, AcknowledgeType.RELEASE);
                }
            }
            List<StepCommand> offers = offers(kept, consumer.commitSync(ACK_PATIENCE));
            spare -= Math.max(0, offers.size() - 1);
            return offers;
        } finally {
            freeSlots.release(spare);
        }
    }

    /** The offers that nobody else will get, because the brokers have recorded that this runner took them. */
    private static List<StepCommand> offers(
            List<ConsumerRecord<byte[], byte[]>> kept, Map<TopicIdPartition, Optional<KafkaException>> results) {
        List<StepCommand> offers = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kept) {
            if (recorded(record, results)) {
                decode(record, offers);
            } else {
                log.warn(
                        "the offer at {}-{} offset {} was taken but not acknowledged ({}); dropped, it will come again",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        results);
            }
        }
        return offers;
    }

    /** A partition that the answer does not name has not been acknowledged. */
    private static boolean recorded(
            ConsumerRecord<byte[], byte[]> record, Map<TopicIdPartition, Optional<KafkaException>> results) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        return results.entrySet().stream()
                .filter(result -> result.getKey().topicPartition().equals(partition))
                .findFirst()
                .map(result -> result.getValue().isEmpty())
                .orElse(false);
    }

    private static void decode(ConsumerRecord<byte[], byte[]> record, List<StepCommand> offers) {
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
