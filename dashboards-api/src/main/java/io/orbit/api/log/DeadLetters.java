package io.orbit.api.log;

import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.DeadLetter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest dead letters, read from the end of their topic. Safe for use by many threads. */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final LogReaders readers;
    private final String topic;
    private final int partitions;

    public DeadLetters(LogReaders readers, Topics topics, int partitions) {
        this.readers = readers;
        this.topic = topics.deadLetters();
        this.partitions = partitions;
    }

    /** Newest first. */
    public List<DeadLetter> newest(int limit) {
        List<DeadLetter> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.addAll(newest(new TopicPartition(topic, partition), limit));
        }
        all.sort(Comparator.comparingLong(DeadLetter::getFailedAt).reversed());
        return all.subList(0, Math.min(limit, all.size()));
    }

    private Deque<DeadLetter> newest(TopicPartition partition, int limit) {
        long[] bounds = readers.bounds(partition);
        Deque<DeadLetter> letters = new ArrayDeque<>();
        // Markers of transactions take offsets too, so a stretch may hold fewer letters than offsets.
        for (long stretch = 2L * limit; bounds[0] < bounds[1]; stretch *= 4) {
            long from = Math.max(bounds[0], bounds[1] - stretch);
            letters.clear();
            readers.scan(partition, from, record -> take(record, letters, limit));
            if (letters.size() >= limit || from == bounds[0]) {
                break;
            }
        }
        return letters;
    }

    private static boolean take(ConsumerRecord<byte[], byte[]> record, Deque<DeadLetter> letters, int limit) {
        try {
            letters.addLast(Wire.DEAD_LETTER.decode(record.value()));
            if (letters.size() > limit) {
                letters.removeFirst();
            }
        } catch (OrbitException e) {
            LOG.warn(
                    "offset={} of {}-{} is no dead letter: {}",
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    e.line());
        }
        return true;
    }
}
