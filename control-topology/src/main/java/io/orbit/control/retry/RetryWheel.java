package io.orbit.control.retry;

import io.orbit.control.codec.Poison;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.Request;
import io.orbit.wire.RetryTicket;
import io.orbit.wire.request.RetryDue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the delayed retry topics. A ticket waits in a topic until append time + that topic's delay, then hops to the next
 * one, or, when its time has come, becomes a {@code RetryDue} on the requests topic: never the step itself, so that cancel
 * still counts. Each turn is one transaction over what is due, so a crash neither loses nor doubles a retry.
 */
public final class RetryWheel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetryWheel.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Map<String, Object> consumerConfig;
    private final Map<String, Object> producerConfig;
    private final Topics topics;
    private final Map<String, Duration> delays = new HashMap<>();
    private final Map<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> waiting = new HashMap<>();
    private final Thread thread = new Thread(this::run, "orbit-retry-wheel");
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile boolean turning;
    private volatile KafkaConsumer<String, byte[]> consumer;

    /**
     * @param clientConfig bootstrap servers and what else the user's cluster asks for
     * @param instance names this wheel among its group; stable over restarts, so that a new one fences the old
     */
    @SuppressWarnings("NullAway.Init") // the consumer is made by the wheel's own thread, anew after each failure
    public RetryWheel(Map<String, Object> clientConfig, Topics topics, String instance) {
        this.topics = topics;
        Topics.RETRY_DELAYS.forEach(delay -> delays.put(topics.retries(delay), delay));
        this.consumerConfig = new HashMap<>(clientConfig);
        consumerConfig.put("group.id", topics.prefix() + "-retry-wheel");
        consumerConfig.put("isolation.level", "read_committed");
        consumerConfig.put("auto.offset.reset", "earliest");
        consumerConfig.put("enable.auto.commit", false);
        consumerConfig.put("group.instance.id", topics.prefix() + "-retry-wheel-" + instance);
        consumerConfig.put("session.timeout.ms", 10_000);
        consumerConfig.put("heartbeat.interval.ms", 3_000);
        this.producerConfig = new HashMap<>(clientConfig);
        producerConfig.put("transactional.id", topics.prefix() + "-retry-wheel-" + instance);
        producerConfig.put("transaction.timeout.ms", 10_000);
        producerConfig.put("retry.backoff.ms", 5);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** True while the wheel has its partitions and turns. */
    public boolean turning() {
        return turning;
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (WakeupException e) {
                LOG.debug("retry wheel woken to close", e);
            } catch (KafkaException e) {
                LOG.warn("retry wheel starts again in {} s: {}", AFTER_FAILURE.toSeconds(), e.toString());
                nap();
            } catch (RuntimeException e) {
                // A wheel that stands still would let every retry wait for ever, unseen.
                LOG.error("retry wheel failed and starts again in {} s", AFTER_FAILURE.toSeconds(), e);
                nap();
            } finally {
                turning = false;
                waiting.clear();
            }
        }
    }

    private void turn() {
        try (KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(producerConfig, new StringSerializer(), new ByteArraySerializer());
                KafkaConsumer<String, byte[]> own =
                        new KafkaConsumer<>(consumerConfig, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer = own;
            producer.initTransactions();
            own.subscribe(delays.keySet(), new Reassigned());
            while (!closed) {
                for (ConsumerRecord<String, byte[]> record : own.poll(untilNextDue())) {
                    waiting.computeIfAbsent(
                                    new TopicPartition(record.topic(), record.partition()), p -> new ArrayDeque<>())
                            .add(record);
                }
                turning = true;
                passOn(own, producer);
                rest(own);
            }
        }
    }

    private Duration untilNextDue() {
        long now = System.currentTimeMillis();
        long wait = IDLE.toMillis();
        for (Deque<ConsumerRecord<String, byte[]>> queue : waiting.values()) {
            ConsumerRecord<String, byte[]> head = queue.peekFirst();
            if (head != null) {
                wait = Math.min(wait, Math.max(0, dueAt(head) - now));
            }
        }
        return Duration.ofMillis(wait);
    }

    private long dueAt(ConsumerRecord<String, byte[]> record) {
        return record.timestamp()
                + delays.getOrDefault(record.topic(), Duration.ZERO).toMillis();
    }

    private void passOn(KafkaConsumer<String, byte[]> own, KafkaProducer<String, byte[]> producer) {
        long now = System.currentTimeMillis();
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        for (Map.Entry<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> each : waiting.entrySet()) {
            Deque<ConsumerRecord<String, byte[]>> queue = each.getValue();
            while (!queue.isEmpty() && dueAt(queue.getFirst()) <= now) {
                if (done.isEmpty()) {
                    producer.beginTransaction();
                }
                ConsumerRecord<String, byte[]> record = queue.removeFirst();
                done.put(each.getKey(), new OffsetAndMetadata(record.offset() + 1));
                passOn(record, producer);
            }
        }
        if (!done.isEmpty()) {
            producer.sendOffsetsToTransaction(done, own.groupMetadata());
            producer.commitTransaction();
        }
    }

    private void passOn(ConsumerRecord<String, byte[]> record, KafkaProducer<String, byte[]> producer) {
        RetryTicket ticket;
        try {
            ticket = Wire.TICKET.decode(record.value() == null ? new byte[0] : record.value());
        } catch (OrbitException e) {
            LOG.warn(
                    "{}-{} offset={} is no retry ticket, parked: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.line());
            Poison parked = Poison.of(record.topic(), record.partition(), record.offset(), record.value(), e);
            send(producer, new ProducerRecord<>(topics.poison(), null, parked.key(), parked.value(), parked.headers()));
            return;
        }
        long remaining = ticket.getDueAt() - dueAt(record);
        if (remaining > 0) {
            String next = topics.retries(Coins.first(remaining));
            send(producer, new ProducerRecord<>(next, ticket.getPipeline(), record.value()));
        } else {
            RetryDue due = new RetryDue(ticket.getRunId(), ticket.getSegment(), ticket.getAttempt(), ticket.getFence());
            Request request = new Request(ticket.getPipeline(), "orbit", null, null, due);
            send(producer, new ProducerRecord<>(topics.requests(), ticket.getPipeline(), Wire.REQUEST.encode(request)));
        }
    }

    /** A send that failed is told by the commit of its transaction. */
    private static void send(KafkaProducer<String, byte[]> producer, ProducerRecord<String, byte[]> record) {
        var unused = producer.send(record);
    }

    /** A partition whose head is not due brings nothing more to read; the memory of the wheel stays small. */
    private void rest(KafkaConsumer<String, byte[]> own) {
        Collection<TopicPartition> assigned = own.assignment();
        List<TopicPartition> full = assigned.stream()
                .filter(partition ->
                        !waiting.getOrDefault(partition, new ArrayDeque<>()).isEmpty())
                .toList();
        own.resume(assigned);
        own.pause(full);
    }

    private void nap() {
        try {
            if (stop.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("retry wheel closes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<String, byte[]> own = consumer;
        if (own != null) {
            own.wakeup();
        }
        stop.countDown();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a lost partition had waiting belongs to its new owner, who reads it from the committed offset. */
    private final class Reassigned implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(waiting::remove);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.debug("retry wheel has {} partitions", partitions.size());
        }
    }
}
