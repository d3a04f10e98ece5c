package io.orbit.control.topology;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Knows whether a Streams thread has worked off what its last poll brought. A transaction costs about the same for one
 * record as for a thousand, so the commit is asked for when the batch is drained: at once when little comes in, once per
 * batch when much does.
 *
 * <p>Kafka Streams polls and processes on one thread, so the count lives there.
 */
final class Drain {
    private static final ThreadLocal<Drain> OF_THREAD = ThreadLocal.withInitial(Drain::new);

    private int left;
    private boolean wanted;

    /** That of the calling Streams thread. */
    static Drain ofThread() {
        return OF_THREAD.get();
    }

    private void polled(int records) {
        left = records == 0 ? 0 : left + records;
    }

    /** One record is done. True when the batch is drained and somebody wants a commit. */
    boolean processed(boolean wantsCommit) {
        left--;
        wanted |= wantsCommit;
        boolean due = wanted && left <= 0;
        if (due) {
            wanted = false;
        }
        return due;
    }

    /** Clients whose main consumer counts what it polls. */
    static final class Clients extends DefaultKafkaClientSupplier {
        @Override
        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
                @Override
                public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
                    ofThread().polled(records.count());
                    return records;
                }
            };
        }
    }
}
