package io.orbit.connectors.kafka;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Sends one part of the rows, (key, value) as bytes, with its marker in one transaction, unless the marker is there.
 * Answers one text per part: {@code <rows> <bytes> <replayed>}.
 */
final class ProduceTask implements MapPartitionsFunction<Row, String> {
    private static final String HEADER = "orbit-id";
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final Delivery delivery;

    ProduceTask(Delivery delivery) {
        this.delivery = delivery;
    }

    @Override
    public Iterator<String> call(Iterator<Row> rows) throws InterruptedException {
        int part = TaskContext.getPartitionId();
        try {
            Delivery.Marker known = delivery.committed().get(part);
            return known != null ? answer(known, true) : produce(part, rows);
        } catch (ExecutionException | KafkaException e) {
            throw delivery.cluster().failure(e);
        }
    }

    private Iterator<String> produce(int part, Iterator<Row> rows) throws ExecutionException, InterruptedException {
        var producer = new KafkaProducer<>(config(part), new ByteArraySerializer(), new ByteArraySerializer());
        boolean ended = false;
        try {
            // From here on no older producer of this part can commit, and none has a transaction open.
            producer.initTransactions();
            SinkLedger ledger = new SinkLedger(delivery.cluster(), delivery.ledger(), delivery.key());
            SinkLedger.Seen seen = ledger.lookSince(delivery.since());
            checkFence(seen.fence());
            Delivery.Marker known = seen.committed().get(part);
            if (known == null) {
                Delivery.Marker sent = send(producer, ledger, part, rows);
                ended = true;
                return answer(sent, false);
            }
            ended = true;
            return answer(known, true);
        } finally {
            // A producer that is dropped in the middle of a transaction leaves it to its successor to abort.
            producer.close(ended ? CLOSE_WITHIN : Duration.ZERO);
        }
    }

    private Delivery.Marker send(
            KafkaProducer<byte[], byte[]> producer, SinkLedger ledger, int part, Iterator<Row> rows) {
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        producer.beginTransaction();
        try {
            long count = 0;
            long bytes = 0;
            while (rows.hasNext()) {
                ProducerRecord<byte[], byte[]> record = record(rows.next(), part, count++);
                bytes += length(record.key()) + length(record.value());
                var unused = producer.send(record, (sent, failure) -> {
                    if (failure != null) {
                        refused.compareAndSet(null, failure);
                    }
                });
                Exception failure = refused.get();
                if (failure != null) {
                    throw delivery.cluster().failure(failure);
                }
            }
            Delivery.Marker marker = new Delivery.Marker(count, bytes);
            var unusedToo = producer.send(ledger.marker(part, delivery.fence(), marker));
            producer.commitTransaction();
            return marker;
        } catch (Exception e) { // Not RuntimeException: Spark's iterators throw checked ones that they do not declare.
            abort(producer, e);
            // What commitTransaction says is that a record was refused; which and why is in the callback's failure.
            Exception failure = refused.get();
            if (failure != null) {
                throw delivery.cluster().failure(failure);
            }
            throw e;
        }
    }

    /** The failure that led here is the one to tell; that a fenced producer cannot abort either is kept with it. */
    private static void abort(KafkaProducer<byte[], byte[]> producer, Exception because) {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            because.addSuppressed(e);
        }
    }

    private ProducerRecord<byte[], byte[]> record(Row row, int part, long number) {
        byte[] key = row.isNullAt(0) ? null : row.<byte[]>getAs(0);
        // Without a value it is a deletion, where the topic is compacted.
        byte[] value = row.isNullAt(1) ? null : row.<byte[]>getAs(1);
        String id = delivery.key() + "/" + part + "/" + number;
        return new ProducerRecord<>(
                delivery.cluster().topic(),
                null,
                key,
                value,
                List.of(new RecordHeader(HEADER, id.getBytes(StandardCharsets.UTF_8))));
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private void checkFence(long newest) {
        if (newest > delivery.fence()) {
            throw new OrbitException(
                    ErrorCode.SINK_FENCED,
                    "a newer attempt (fence %d) has taken over the load of topic '%s'; this one has fence %d."
                            .formatted(newest, delivery.cluster().topic(), delivery.fence()));
        }
    }

    private Map<String, Object> config(int part) {
        Map<String, Object> config = new HashMap<>();
        config.put("transactional.id", delivery.transactionalId(part));
        config.put("transaction.timeout.ms", delivery.transactionTimeoutMs());
        config.put("acks", "all");
        config.put("compression.type", "lz4");
        config.put("linger.ms", 20);
        config.put("batch.size", 256 * 1024);
        config.put("max.block.ms", 30_000);
        return delivery.cluster().with(config);
    }

    private static Iterator<String> answer(Delivery.Marker marker, boolean replayed) {
        return List.of(marker.rows() + " " + marker.bytes() + " " + replayed).iterator();
    }
}
