package io.orbit.api.log;

import io.orbit.control.core.RunState;
import io.orbit.control.core.StepState;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.StepLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log lines of steps, read from their topic. Safe for use by many threads. */
public final class StepLogs {
    private static final Logger LOG = LoggerFactory.getLogger(StepLogs.class);

    /** By how much the clocks of runners and brokers may differ. */
    private static final long SKEW_MS = TimeUnit.MINUTES.toMillis(2);

    private static final long READING_MS = TimeUnit.SECONDS.toMillis(10);

    /** The newest lines, in order of time; {@code truncated} when older ones were left out. */
    public record Lines(List<StepLog> lines, boolean truncated) {}

    private record Found(StepLog log, int partition, long offset) {
        private static final Comparator<Found> ORDER = Comparator.comparingLong(
                        (Found found) -> found.log().getAt())
                .thenComparingInt(Found::partition)
                .thenComparingLong(Found::offset);
    }

    private final LogReaders readers;
    private final String topic;
    private final int partitions;

    public StepLogs(LogReaders readers, Topics topics, int partitions) {
        this.readers = readers;
        this.topic = topics.stepLogs();
        this.partitions = partitions;
    }

    /**
     * @param step only lines of that step; null for all
     * @param limit no more lines than that, the newest
     */
    public Lines of(RunState run, @Nullable String step, int limit) {
        PriorityQueue<Found> newest = new PriorityQueue<>(Found.ORDER);
        boolean truncated = false;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READING_MS);
        for (int partition : partitions(run, step)) {
            TopicPartition place = new TopicPartition(topic, partition);
            Sift sift = new Sift(run, step, limit, newest, deadline);
            readers.scan(place, readers.offsetAt(place, run.asked().acceptedAt() - SKEW_MS), sift::take);
            truncated |= sift.truncated;
        }
        List<Found> ordered = new ArrayList<>(newest);
        ordered.sort(Found.ORDER);
        return new Lines(ordered.stream().map(Found::log).toList(), truncated);
    }

    /** Looks through one partition. */
    private static final class Sift {
        private final RunState run;
        private final @Nullable String step;
        private final int limit;
        private final PriorityQueue<Found> newest;
        private final long deadline;
        private boolean truncated;

        Sift(RunState run, @Nullable String step, int limit, PriorityQueue<Found> newest, long deadline) {
            this.run = run;
            this.step = step;
            this.limit = limit;
            this.newest = newest;
            this.deadline = deadline;
        }

        boolean take(ConsumerRecord<byte[], byte[]> record) {
            boolean late = run.phase().terminal() && record.timestamp() > run.finishedAt() + SKEW_MS;
            if (late || System.nanoTime() > deadline) {
                truncated |= !late;
                return false;
            }
            if (record.key() != null && new String(record.key(), StandardCharsets.UTF_8).startsWith(run.id() + '/')) {
                keep(record);
            }
            return true;
        }

        private void keep(ConsumerRecord<byte[], byte[]> record) {
            try {
                StepLog log = Wire.LOG.decode(record.value());
                if (step == null || step.equals(log.getStep())) {
                    newest.add(new Found(log, record.partition(), record.offset()));
                }
                if (newest.size() > limit) {
                    newest.remove();
                    truncated = true;
                }
            } catch (OrbitException e) {
                LOG.warn(
                        "offset={} of {}-{} is no log line: {}",
                        record.offset(),
                        record.topic(),
                        record.partition(),
                        e.line());
            }
        }
    }

    private Set<Integer> partitions(RunState run, @Nullable String step) {
        Set<Integer> found = new TreeSet<>();
        for (StepState each : run.steps()) {
            if (step == null || step.equals(each.id())) {
                byte[] key = (run.id() + '/' + each.segment()).getBytes(StandardCharsets.UTF_8);
                found.add(Utils.toPositive(Utils.murmur2(key)) % partitions);
            }
        }
        return found;
    }
}
