package io.orbit.control.topology;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rows of partitions that another server of this control plane owns. Safe for use by many threads. */
public interface RemoteRows {
    /** A server that has no others. */
    RemoteRows NONE = (owner, slice) -> {
        throw new IllegalStateException("This server asks no others.");
    };

    /**
     * A stretch of a partition's rows in the order of their keys' bytes.
     *
     * @param from first key; null for the first there is
     * @param to last key; null for the last there is
     * @param limit how many rows at most
     */
    record Slice(
            int partition, @Nullable String from, @Nullable String to, boolean newestFirst, int limit) {}

    /**
     * @param owner {@code host:port} of the server that owns the partition
     * @throws io.orbit.schemas.OrbitException STORE_UNAVAILABLE when the owner does not answer, or no longer owns it
     */
    List<Row> rows(String owner, Slice slice);
}
