package io.orbit.control.topology;

import org.jspecify.annotations.Nullable;

/** Rows by key: the state store of a partition, or a map while replaying. */
public interface RowStore {
    /** The row's value; null when there is none. */
    byte @Nullable [] read(String key);

    void write(String key, byte[] value);
}
