package io.orbit.control.topology;

import io.orbit.control.codec.Definition;
import io.orbit.control.core.PipelineState;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.schemas.OrbitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the state stores: from this server's own for the partitions that it owns, from the owner's for the others.
 * Safe for use by many threads.
 *
 * <p>Every method throws {@link OrbitException} STORE_UNAVAILABLE while the partition asked for has no owner that answers
 * or is being restored. A read may see a write whose transaction is still open.
 */
public final class StateReader {
    /** Rows that are fetched at once. */
    private static final int PAGE = 500;

    private final Owners owners;
    private final LocalRows here;
    private final RemoteRows elsewhere;
    private final int partitions;

    StateReader(Owners owners, LocalRows here, RemoteRows elsewhere, int partitions) {
        this.owners = owners;
        this.here = here;
        this.elsewhere = elsewhere;
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

    /**
     * Rows of a partition that this server owns; what another server asks for.
     *
     * @throws OrbitException STORE_UNAVAILABLE when this server does not own it
     */
    public List<Row> ownRows(RemoteRows.Slice slice) {
        return here.rows(slice);
    }

    private Rows rows(int partition) {
        return new Rows(new RowStore() {
            @Override
            public byte @Nullable [] read(String key) {
                String owner = owners.elsewhere(partition);
                if (owner == null) {
                    return here.read(partition, key);
                }
                List<Row> row = elsewhere.rows(owner, new RemoteRows.Slice(partition, key, key, false, 1));
                return row.isEmpty() ? null : row.get(0).value();
            }

            @Override
            public void write(String key, byte[] value) {
                throw new IllegalStateException("Queries do not write.");
            }
        });
    }

    private void scan(
            int partition, @Nullable String from, @Nullable String to, boolean newestFirst, RowVisitor visitor) {
        RemoteRows.Slice slice = new RemoteRows.Slice(partition, from, to, newestFirst, PAGE);
        String seen = null;
        while (true) {
            String owner = owners.elsewhere(partition);
            List<Row> rows = owner == null ? here.rows(slice) : elsewhere.rows(owner, slice);
            for (Row row : rows) {
                if (!row.key().equals(seen) && !visitor.visit(row.key(), row.value())) {
                    return;
                }
            }
            if (rows.size() < PAGE) {
                return;
            }
            // The next page begins with the last row of this one, because bounds are inclusive.
            seen = rows.get(rows.size() - 1).key();
            slice = new RemoteRows.Slice(
                    partition, newestFirst ? from : seen, newestFirst ? seen : to, newestFirst, PAGE);
        }
    }
}
