package io.orbit.standalone.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the time in, reads it from the other end of something that copies records from one topic to another. */
final class Echo {
    static final String IN = "bench-in";
    static final String OUT = "bench-out";
    static final int PER_SECOND = 100;

    private final String bootstrap;

    Echo(String bootstrap) throws ExecutionException, InterruptedException {
        this.bootstrap = bootstrap;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            List<NewTopic> topics = List.of(
                    new NewTopic(IN, Optional.of(1), Optional.empty()),
                    new NewTopic(OUT, Optional.of(1), Optional.empty()));
            admin.createTopics(topics).all().get();
        }
    }

    /** Sends {@code count} records with {@code inFlight} of them on their way; returns when the last one is read. */
    void flood(int count, int inFlight) throws InterruptedException {
        Semaphore places = new Semaphore(inFlight);
        CountDownLatch left = new CountDownLatch(count);
        CountDownLatch reading = new CountDownLatch(1);
        Thread reader = new Thread(() -> read(count, reading, record -> {
            places.release();
            left.countDown();
        }));
        reader.start();
        reading.await();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < count; i++) {
                places.acquire();
                var unused = producer.send(new ProducerRecord<>(IN, new byte[8]));
            }
            left.await();
        }
        reader.join();
    }

    /** Waits {@code 1/perSecond} between two of {@code count} records; from send to committed read. */
    Samples measure(int count, int perSecond) throws InterruptedException {
        Samples samples = new Samples();
        CountDownLatch left = new CountDownLatch(count);
        CountDownLatch reading = new CountDownLatch(1);
        Thread reader = new Thread(() -> read(count, reading, record -> {
            samples.add(System.nanoTime() - ByteBuffer.wrap(record.value()).getLong());
            left.countDown();
        }));
        reader.start();
        reading.await();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            long next = System.nanoTime();
            for (int i = 0; i < count; i++) {
                byte[] now = ByteBuffer.allocate(8).putLong(System.nanoTime()).array();
                var unused = producer.send(new ProducerRecord<>(IN, now));
                next += 1_000_000_000L / perSecond;
                pace(next);
            }
            left.await();
        }
        reader.join();
        return samples;
    }

    static void pace(long until) {
        for (long wait = until - System.nanoTime(); wait > 0; wait = until - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void read(int count, CountDownLatch reading, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition out = new TopicPartition(OUT, 0);
            consumer.assign(List.of(out));
            consumer.seekToEnd(List.of(out));
            consumer.position(out);
            reading.countDown();
            for (int seen = 0; seen < count; ) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    each.accept(record);
                    seen++;
                }
            }
        }
    }
}
