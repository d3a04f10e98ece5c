package io.orbit.control.core;

import io.orbit.control.codec.EventCodec;
import io.orbit.control.topology.RowStore;
import io.orbit.control.topology.Rows;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows that the log of events gives, and nothing else; as {@code io.orbit.control.replay.Replay} folds them. */
final class RowFold implements RowStore {
    private final Map<String, byte[]> rows = new TreeMap<>();
    private final Rows scopes = new Rows(this);

    static Map<String, byte[]> of(List<byte[]> log) {
        RowFold fold = new RowFold();
        log.forEach(bytes -> fold.apply(EventCodec.decode(bytes)));
        return fold.rows;
    }

    private void apply(Event event) {
        String key = event.fact() instanceof Fact.RunAccepted accepted ? accepted.idempotencyKey() : null;
        String runId = event.runId() == null ? "" : event.runId();
        Scope before = scopes.scope(event.pipeline(), runId, key);
        scopes.save(before, event.evolve(before), List.of(event));
    }

    @Override
    public byte @Nullable [] read(String key) {
        return rows.get(key);
    }

    @Override
    public void write(String key, byte[] value) {
        rows.put(key, value);
    }
}
