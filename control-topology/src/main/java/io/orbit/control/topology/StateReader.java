package io.orbit.control.topology;

import io.orbit.control.codec.Definition;
import io.orbit.control.core.PipelineState;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the state stores, by interactive query. Safe for use by many threads.
 *
 * <p>Every method throws {@link OrbitException} STORE_UNAVAILABLE while the partition asked for is not here or is being
 * restored. A read may see a write whose transaction is still open.
 */
public final class StateReader {
    private final KafkaStreams streams;
    private final int partitions;

    StateReader(KafkaStreams streams, int partitions) {
        this.streams = streams;
        this.partitions = partitions;
    }

    /** Partition of everything that belongs to the pipeline. */
    public int partition(String pipeline) {
        byte[] key = pipeline.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    public Optional<PipelineState> pipeline(String id) {
        return Optional.of(rows(partition(id)).pipeline(id)).filter(state -> state.version() > 0);
    }

    public Optional<Definition> definition(String pipeline, int version) {
        return Optional.ofNullable(rows(partition(pipeline)).definition(pipeline, version));
    }

    public Optional<RunState> run(String pipeline, String runId) {
        return Optional.of(rows(partition(pipeline)).run(runId)).filter(run -> run.phase() != RunPhase.ABSENT);
    }

    /** All pipelines, by name. */
    public List<PipelineState> pipelines() {
        List<PipelineState> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            Rows rows = rows(partition);
            scan(partition, "p|", "p|~", false, (key, row) -> {
                PipelineState state = rows.pipeline(key.substring(2));
                if (state.version() > 0) {
                    all.add(state);
                }
                return true;
            });
        }
        all.sort(Comparator.comparing(PipelineState::id));
        return all;
    }

    /**
     * Runs of one pipeline, newest first.
     *
     * @param before only runs with an older ULID; null for the newest
     */
    public List<RunState> runs(String pipeline, @Nullable String before, int limit) {
        List<RunState> found = new ArrayList<>();
        int partition = partition(pipeline);
        Rows rows = rows(partition);
        String from = Rows.runKey(pipeline + '.');
        String to = from + (before == null ? "~" : before);
        scan(partition, from, to, true, (key, row) -> {
            String runId = key.substring(2);
            if (!key.equals(to)) {
                found.add(rows.run(runId));
            }
            return found.size() < limit;
        });
        return found;
    }

    /** Every row of a partition in the order of its key's bytes. */
    public void rows(int partition, BiConsumer<String, byte[]> each) {
        scan(partition, null, null, false, (key, row) -> {
            each.accept(key, row);
            return true;
        });
    }

    /** Sees one row. */
    private interface RowVisitor {
        /** False to stop. */
        boolean visit(String key, byte[] row);
    }

    private Rows rows(int partition) {
        return new Rows(new RowStore() {
            @Override
            public byte @Nullable [] read(String key) {
                return ask(partition, KeyQuery.<String, byte[]>withKey(key));
            }

            @Override
            public void write(String key, byte[] value) {
                throw new IllegalStateException("Queries do not write.");
            }
        });
    }

    private void scan(
            int partition, @Nullable String from, @Nullable String to, boolean newestFirst, RowVisitor visitor) {
        RangeQuery<String, byte[]> range = RangeQuery.withRange(from, to);
        try (KeyValueIterator<String, byte[]> rows =
                ask(partition, newestFirst ? range.withDescendingKeys() : range.withAscendingKeys())) {
            while (rows != null && rows.hasNext()) {
                var row = rows.next();
                if (!visitor.visit(row.key, row.value)) {
                    return;
                }
            }
        }
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
