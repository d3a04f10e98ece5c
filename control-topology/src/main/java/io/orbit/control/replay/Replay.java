package io.orbit.control.replay;

import io.orbit.control.codec.EventCodec;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.control.core.Scope;
import io.orbit.control.topology.RowStore;
import io.orbit.control.topology.Rows;
import io.orbit.control.topology.StateReader;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Folds {@code orbit.events} from its beginning through the same {@code evolve} as the topology. */
public final class Replay {
    /** A partition on the move is looked at this often before the comparison is given up. */
    private static final int TRIES = 20;

    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * What came out for a partition.
     *
     * @param liveHash SHA-256 over the live rows in key order, hex
     * @param replayHash the same over the rows rebuilt from the log
     * @param events how many were folded
     * @param foreign how many records are no events, and were skipped
     * @param firstForeign offset of the first of these; -1 when there is none
     */
    public record PartitionResult(
            int partition, String liveHash, String replayHash, long events, long foreign, long firstForeign) {
        public boolean equal() {
            return liveHash.equals(replayHash);
        }
    }

    /** All partitions; {@code nanos} is the time spent reading and folding. */
    public record Result(List<PartitionResult> partitions, long events, long nanos) {
        public boolean equal() {
            return partitions.stream().allMatch(PartitionResult::equal);
        }

        public double eventsPerSecond() {
            return nanos == 0 ? 0 : events * 1e9 / nanos;
        }
    }

    private final Map<String, Object> config;
    private final Topics topics;

    /** @param clientConfig bootstrap servers and what else the user's cluster asks for */
    public Replay(Map<String, Object> clientConfig, Topics topics) {
        this.config = new HashMap<>(clientConfig);
        this.topics = topics;
        config.put("isolation.level", "read_committed");
        config.put("max.poll.records", 5000);
        config.put("fetch.max.wait.ms", 50);
    }

    /** Replays every partition and compares; a partition that differs only because it moves is looked at again. */
    public Result run(StateReader live, int partitions) {
        List<PartitionResult> results = new ArrayList<>();
        long events = 0;
        long nanos = 0;
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            for (int partition = 0; partition < partitions; partition++) {
                Fold fold = new Fold();
                TopicPartition topic = new TopicPartition(topics.events(), partition);
                consumer.assign(List.of(topic));
                consumer.seekToBeginning(List.of(topic));
                PartitionResult result = null;
                for (int i = 0; i < TRIES && (result == null || !result.equal()); i++) {
                    String liveHash = hash(live, partition);
                    long begin = System.nanoTime();
                    fold.upTo(consumer, topic);
                    nanos += System.nanoTime() - begin;
                    result = new PartitionResult(
                            partition, liveHash, fold.hash(), fold.events, fold.foreign, fold.firstForeign);
                }
                if (result != null) {
                    results.add(result);
                    events += result.events();
                }
            }
        }
        return new Result(results, events, nanos);
    }

    private static String hash(StateReader live, int partition) {
        RowHash hash = new RowHash();
        live.rows(partition, (key, row) -> hash.add(key.getBytes(StandardCharsets.UTF_8), row));
        return hash.hex();
    }

    /** The rows of one partition, rebuilt. Keys are sorted by their bytes, as the live store has them. */
    private static final class Fold implements RowStore {
        private final Map<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
        private final Rows scopes = new Rows(this);
        private long events;
        private long foreign;
        private long firstForeign = -1;

        void upTo(KafkaConsumer<String, byte[]> consumer, TopicPartition topic) {
            long end = consumer.endOffsets(List.of(topic)).getOrDefault(topic, 0L);
            while (consumer.position(topic) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    read(record);
                }
            }
        }

        /** Somebody else may have written to the topic; the topology never reads what it has written there. */
        private void read(ConsumerRecord<String, byte[]> record) {
            Event event;
            try {
                event = EventCodec.decode(record.value() == null ? new byte[0] : record.value());
            } catch (OrbitException e) {
                firstForeign = foreign++ == 0 ? record.offset() : firstForeign;
                return;
            }
            apply(event);
        }

        private void apply(Event event) {
            String key = event.fact() instanceof Fact.RunAccepted accepted ? accepted.idempotencyKey() : null;
            String runId = event.runId() == null ? "" : event.runId();
            Scope before = scopes.scope(event.pipeline(), runId, key);
            scopes.save(before, event.evolve(before), List.of(event));
            events++;
        }

        String hash() {
            RowHash hash = new RowHash();
            rows.forEach(hash::add);
            return hash.hex();
        }

        @Override
        public byte @Nullable [] read(String key) {
            return rows.get(key.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void write(String key, byte[] value) {
            rows.put(key.getBytes(StandardCharsets.UTF_8), value);
        }
    }
}
