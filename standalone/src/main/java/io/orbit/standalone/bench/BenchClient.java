package io.orbit.standalone.bench;

import io.orbit.control.codec.EventCodec;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.Request;
import io.orbit.wire.request.PipelineSubmitted;
import io.orbit.wire.request.RunRequested;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A client as users write one: a plain producer of requests, a read_committed consumer of events. */
final class BenchClient implements AutoCloseable {
    private final Topics topics;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<Event, Long>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final Thread thread = new Thread(this::follow, "bench-events");
    private final CountDownLatch following = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile BiConsumer<Event, Long> any = (event, at) -> {};

    BenchClient(String bootstrap, Topics topics, int partitions) throws InterruptedException {
        this.topics = topics;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topics.events(), partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        thread.setDaemon(true);
        thread.start();
        following.await();
    }

    /** Hears every event, with the nanoTime at which it was read. */
    void onAny(BiConsumer<Event, Long> listener) {
        any = listener;
    }

    long events() {
        return events.get();
    }

    /** Publishes a definition and waits until it is in force. */
    void apply(String pipeline, String definition) throws InterruptedException, ExecutionException {
        CountDownLatch done = new CountDownLatch(1);
        onAny((event, at) -> {
            if (event.pipeline().equals(pipeline)) {
                if (event.fact() instanceof Fact.Rejected rejected) {
                    throw new IllegalStateException(rejected.message());
                }
                done.countDown();
            }
        });
        send(new Request(pipeline, "bench", null, null, new PipelineSubmitted(definition)));
        done.await();
        onAny((event, at) -> {});
    }

    /** Asks for a run; {@code each} hears its events, with the nanoTime since the request. Does not wait. */
    void run(String pipeline, BiConsumer<Event, Long> each) {
        String key = "bench-" + keys.incrementAndGet();
        waiting.put(key, each);
        asked.put(key, System.nanoTime());
        send(new Request(pipeline, "bench", key, null, new RunRequested("{}", "bench")));
    }

    private void send(Request request) {
        byte[] value = Wire.REQUEST.encode(request);
        var unused = producer.send(
                new ProducerRecord<>(topics.requests(), request.getPipeline(), value), (sent, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException("A request was not sent.", failure);
                    }
                });
    }

    private void follow() {
        Map<String, String> keyOfRun = new ConcurrentHashMap<>();
        following.countDown();
        try {
            while (!closed) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    hear(EventCodec.decode(record.value()), keyOfRun);
                }
            }
        } catch (WakeupException e) {
            closed = true;
        } finally {
            consumer.close();
        }
    }

    private void hear(Event event, Map<String, String> keyOfRun) {
        long now = System.nanoTime();
        events.incrementAndGet();
        any.accept(event, now);
        String run = event.runId();
        if (run == null) {
            return;
        }
        if (event.fact() instanceof Fact.RunAccepted accepted && accepted.idempotencyKey() != null) {
            keyOfRun.put(run, accepted.idempotencyKey());
        }
        String key = keyOfRun.get(run);
        BiConsumer<Event, Long> each = key == null ? null : waiting.get(key);
        Long since = key == null ? null : asked.get(key);
        if (key != null && each != null && since != null) {
            if (ended(event)) {
                waiting.remove(key);
                asked.remove(key);
                keyOfRun.remove(run);
            }
            each.accept(event, now - since);
        }
    }

    static boolean ended(Event event) {
        return event.fact() instanceof Fact.RunSucceeded
                || event.fact() instanceof Fact.RunFailed
                || event.fact() instanceof Fact.RunCancelled;
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        producer.close();
    }
}
