package io.orbit.control.topology;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Rows of the partitions that this server owns, by interactive query. */
final class LocalRows {
    private final KafkaStreams streams;

    LocalRows(KafkaStreams streams) {
        this.streams = streams;
    }

    byte @Nullable [] read(int partition, String key) {
        return ask(partition, KeyQuery.<String, byte[]>withKey(key));
    }

    List<Row> rows(RemoteRows.Slice slice) {
        RangeQuery<String, byte[]> range = RangeQuery.withRange(slice.from(), slice.to());
        List<Row> found = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> rows =
                ask(slice.partition(), slice.newestFirst() ? range.withDescendingKeys() : range.withAscendingKeys())) {
            while (rows != null && rows.hasNext() && found.size() < slice.limit()) {
                var row = rows.next();
                found.add(new Row(row.key, row.value));
            }
        }
        return found;
    }

    private <R> @Nullable R ask(int partition, Query<R> query) {
        StateQueryRequest<R> request = StateQueryRequest.inStore(ControlProcessor.STORE)
                .withQuery(query)
                .withPartitions(Set.of(partition))
                // A store that is being restored would answer too, with what it has so far.
                .requireActive();
        try {
            QueryResult<R> result = streams.query(request).getPartitionResults().get(partition);
            if (result == null || result.isFailure()) {
                String why = result == null ? "not on this server" : String.valueOf(result.getFailureReason());
                throw new OrbitException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "Partition %d cannot be read now: %s. Ask again shortly.".formatted(partition, why));
            }
            return result.getResult();
        } catch (IllegalStateException | StreamsException e) {
            throw new OrbitException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "The state is not open: " + streams.state() + ". Ask again shortly.",
                    e);
        }
    }
}
