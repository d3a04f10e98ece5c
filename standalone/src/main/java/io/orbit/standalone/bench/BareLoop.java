package io.orbit.standalone.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The least that an exactly-once hop can cost: consume, produce, commit, in one transaction, by hand. */
final class BareLoop implements AutoCloseable {
    private final String bootstrap;
    private final Thread thread = new Thread(this::run, "bench-bare-loop");
    private final CountDownLatch atWork = new CountDownLatch(1);
    private volatile boolean closed;

    BareLoop(String bootstrap) {
        this.bootstrap = bootstrap;
        thread.start();
    }

    /** Records that are sent from now on go through. */
    void awaitAtWork() throws InterruptedException {
        atWork.await();
    }

    private void run() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "group.id", "bench-bare-loop",
                                "enable.auto.commit", "false",
                                "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "transactional.id", "bench-bare-loop",
                                "linger.ms", "0",
                                "retry.backoff.ms", "5"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            TopicPartition in = new TopicPartition(Echo.IN, 0);
            consumer.assign(List.of(in));
            consumer.seekToEnd(List.of(in));
            consumer.position(in);
            producer.initTransactions();
            atWork.countDown();
            while (!closed) {
                copy(consumer.poll(Duration.ofMillis(200)), in, consumer, producer);
            }
        }
    }

    private static void copy(
            ConsumerRecords<byte[], byte[]> records,
            TopicPartition in,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer) {
        if (records.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            var unused = producer.send(new ProducerRecord<>(Echo.OUT, record.value()));
        }
        producer.flush();
        OffsetAndMetadata done = new OffsetAndMetadata(consumer.position(in));
        producer.sendOffsetsToTransaction(Map.of(in, done), consumer.groupMetadata());
        producer.commitTransaction();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
