package io.orbit.standalone.demo;

import io.orbit.control.codec.EventCodec;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the event log as any Kafka client can: committed records, from the beginning. For one thread. */
final class LogFollower implements AutoCloseable {
    /** An event with its coordinates. */
    record Entry(int partition, long offset, Event event) {
        boolean ofRun(String runId) {
            return runId.equals(event.runId());
        }

        boolean ends(String runId) {
            Fact fact = event.fact();
            return ofRun(runId)
                    && (fact instanceof Fact.RunSucceeded
                            || fact instanceof Fact.RunFailed
                            || fact instanceof Fact.RunCancelled);
        }
    }

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Entry> log = new ArrayList<>();

    LogFollower(String bootstrap, Topics topics, int partitions) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topics.events(), partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** Everything read so far, in the order of the partitions' offsets. */
    List<Entry> log() {
        return List.copyOf(log);
    }

    /**
     * Waits for the run of {@code pipeline} that was asked for with this idempotency key; its id.
     *
     * @throws IllegalStateException when a request to that pipeline was rejected instead
     */
    String runOf(String pipeline, String idempotencyKey) {
        while (true) {
            for (Entry entry : log) {
                if (entry.event().fact() instanceof Fact.RunAccepted accepted
                        && idempotencyKey.equals(accepted.idempotencyKey())) {
                    return String.valueOf(entry.event().runId());
                }
                if (entry.event().fact() instanceof Fact.Rejected rejected
                        && pipeline.equals(entry.event().pipeline())) {
                    throw new IllegalStateException("A request was rejected: " + rejected.message());
                }
            }
            read();
        }
    }

    /** Hands on the run's events from entry {@code from} of the log until the run ends; the entry after its end. */
    int follow(String runId, int from, Consumer<Entry> each) {
        int next = from;
        while (true) {
            for (; next < log.size(); next++) {
                Entry entry = log.get(next);
                if (entry.ofRun(runId)) {
                    each.accept(entry);
                }
                if (entry.ends(runId)) {
                    return next + 1;
                }
            }
            read();
        }
    }

    /** True when a success of the run has been read. */
    boolean succeeded(String runId) {
        return log.stream()
                .anyMatch(entry -> entry.ofRun(runId) && entry.event().fact() instanceof Fact.RunSucceeded);
    }

    private void read() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
            log.add(new Entry(record.partition(), record.offset(), EventCodec.decode(record.value())));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
