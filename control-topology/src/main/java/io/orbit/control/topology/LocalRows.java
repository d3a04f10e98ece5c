package io.orbit.control.topology;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the partitions that this server owns, by interactive query of the store itself.
 *
 * <p>Not by {@code KafkaStreams.query}: there a read takes the lock of the store's position and then that of the store,
 * while a write takes them the other way round, and both stand still for ever (KAFKA-19629, in 4.3.1).
 */
final class LocalRows {
    private final KafkaStreams streams;

    LocalRows(KafkaStreams streams) {
        this.streams = streams;
    }

    byte @Nullable [] read(int partition, String key) {
        // A lambda may not say that it gives null; a list may be empty.
        List<byte[]> found = ask(partition, store -> {
            byte[] value = store.get(key);
            return value == null ? List.of() : List.of(value);
        });
        return found.isEmpty() ? null : found.get(0);
    }

    List<Row> rows(RemoteRows.Slice slice) {
        return ask(slice.partition(), store -> {
            List<Row> found = new ArrayList<>();
            try (KeyValueIterator<String, byte[]> rows = slice.newestFirst()
                    ? store.reverseRange(slice.from(), slice.to())
                    : store.range(slice.from(), slice.to())) {
                while (rows.hasNext() && found.size() < slice.limit()) {
                    var row = rows.next();
                    found.add(new Row(row.key, row.value));
                }
            }
            return found;
        });
    }

    private <R> R ask(int partition, Function<ReadOnlyKeyValueStore<String, byte[]>, R> question) {
        StoreQueryParameters<ReadOnlyKeyValueStore<String, byte[]>> here = StoreQueryParameters.fromNameAndType(
                        ControlProcessor.STORE, QueryableStoreTypes.<String, byte[]>keyValueStore())
                // Only where it is active: a store that is being restored would answer too, with what it has so far.
                .withPartition(partition);
        try {
            return question.apply(streams.store(here));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw new OrbitException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "Partition %d cannot be read now (%s). Ask again shortly.".formatted(partition, streams.state()),
                    e);
        }
    }
}
