package io.orbit.runner;

import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Wire;
import io.orbit.wire.RunnerOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears the orders for this runner that are given after it has started. */
final class Orders {
    private static final Logger log = LoggerFactory.getLogger(Orders.class);
    private static final Duration POLL = Duration.ofMinutes(1);
    private static final long PAUSE_MS = 1000;

    private final KafkaConsumer<String, byte[]> consumer;
    private final String topic;
    private final String runner;
    private final Consumer<RunnerOrder> handler;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** @param handler called by the thread of the orders, one order at a time; must not wait */
    Orders(KafkaConsumer<String, byte[]> consumer, String topic, String runner, Consumer<RunnerOrder> handler) {
        this.consumer = consumer;
        this.topic = topic;
        this.runner = runner;
        this.handler = handler;
        this.thread = new Thread(this::hear, "orbit-orders");
        thread.setDaemon(true);
    }

    /**
     * Finds the end of the topic, then listens from there.
     *
     * @throws KafkaException when the brokers do not answer; the caller may try again
     */
    void start() {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Seeking is lazy; asking for the position makes it happen before the first offer is taken.
        partitions.forEach(consumer::position);
        thread.start();
    }

    void stop() throws InterruptedException {
        closing.countDown();
        if (thread.isAlive()) {
            consumer.wakeup();
            thread.join();
        }
        consumer.close();
    }

    private void hear() {
        try {
            boolean open = true;
            while (open) {
                open = pollOnce();
            }
        } catch (WakeupException e) {
            log.debug("runner={} hears no more orders", runner);
        } catch (InterruptedException e) {
            log.warn("runner={} interrupted: hears no more orders", runner);
        }
    }

    private boolean pollOnce() throws InterruptedException {
        try {
            consumer.poll(POLL).forEach(this::handle);
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            log.warn("runner={} cannot read its orders, trying again: {}", runner, e.toString());
            return !closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        }
        return closing.getCount() > 0;
    }

    private void handle(ConsumerRecord<String, byte[]> record) {
        if (!runner.equals(record.key()) || record.value() == null) {
            return;
        }
        RunnerOrder order;
        try {
            order = Wire.ORDER.decode(record.value());
        } catch (OrbitException e) {
            log.warn("runner={} ignores the order at {}-{}: {}", runner, topic, record.offset(), e.line());
            return;
        }
        handler.accept(order);
    }
}
