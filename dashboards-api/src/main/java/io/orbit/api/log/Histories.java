package io.orbit.api.log;

import io.orbit.control.codec.EventCodec;
import io.orbit.control.core.RunState;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Histories of runs, read from the events topic itself. What was read is kept, the least recently used going first, so
 * that following a run reads only what is new. Safe for use by many threads.
 */
public final class Histories {
    private static final Logger LOG = LoggerFactory.getLogger(Histories.class);
    private static final long KEPT_BYTES = 64L * 1024 * 1024;

    /** Records that are looked at behind a run's newest event, for rejections that concern it. */
    private static final int BEHIND = 1_000;

    private static final int LOCKS = 64;

    /** What was read of a run; {@code next} is where reading goes on. */
    private record Kept(List<LoggedEvent> events, long next, long seq) {
        private long bytes() {
            return events.stream().mapToLong(event -> event.bytes() + 200L).sum();
        }
    }

    private final LogReaders readers;
    private final Topics topics;
    private final Map<String, Kept> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final Object[] locks = new Object[LOCKS];
    private long keptBytes;

    public Histories(LogReaders readers, Topics topics) {
        this.readers = readers;
        this.topics = topics;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /**
     * Every committed event of the run and every rejection that concerns it, in the order of the log; of the rejections
     * behind the newest event only those that are near it.
     *
     * @param run as the store has it; it may be ahead of the log by what is not committed yet
     * @throws OrbitException KAFKA_UNREACHABLE, STORE_UNAVAILABLE
     */
    public History of(RunState run, int partition) {
        // One reader per run at a time: the second finds what the first has read.
        synchronized (locks[Math.floorMod(run.id().hashCode(), LOCKS)]) {
            Kept before = kept(run.id());
            TopicPartition topic = new TopicPartition(topics.events(), partition);
            if (before == null) {
                before = new Kept(List.of(), readers.offsetAt(topic, run.asked().acceptedAt()), 0);
            }
            Kept now = read(run, topic, before);
            keep(run.id(), now);
            return new History(now.events());
        }
    }

    private Kept read(RunState run, TopicPartition topic, Kept before) {
        Reading reading = new Reading(run, before);
        long next = readers.scan(topic, before.next(), reading::take);
        return new Kept(List.copyOf(reading.events), next, reading.seq);
    }

    /** One stretch of the log, looked through for one run. */
    private static final class Reading {
        private final RunState run;
        private final List<LoggedEvent> events;
        private long seq;
        private int behind;

        Reading(RunState run, Kept before) {
            this.run = run;
            this.events = new ArrayList<>(before.events());
            this.seq = before.seq();
        }

        /** False when what follows is of no interest. */
        boolean take(ConsumerRecord<byte[], byte[]> record) {
            try {
                var event = EventCodec.decode(record.value());
                if (run.id().equals(event.runId())) {
                    events.add(new LoggedEvent(record.partition(), record.offset(), record.value().length, event));
                    seq = Math.max(seq, event.seq());
                }
            } catch (OrbitException e) {
                LOG.warn(
                        "offset={} of {}-{} is no event: {}",
                        record.offset(),
                        record.topic(),
                        record.partition(),
                        e.line());
            }
            behind = seq < run.seq() ? 0 : behind + 1;
            return behind <= BEHIND;
        }
    }

    private synchronized @Nullable Kept kept(String runId) {
        return kept.get(runId);
    }

    private synchronized void keep(String runId, Kept now) {
        Kept before = kept.put(runId, now);
        keptBytes += now.bytes() - (before == null ? 0 : before.bytes());
        Iterator<Kept> oldest = kept.values().iterator();
        while (keptBytes > KEPT_BYTES && oldest.hasNext()) {
            keptBytes -= oldest.next().bytes();
            oldest.remove();
        }
    }
}
