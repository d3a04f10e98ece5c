package io.orbit.control.topology;

import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Rows in a state store of Kafka Streams. */
record StoreRows(KeyValueStore<String, byte[]> store) implements RowStore {
    @Override
    public byte @Nullable [] read(String key) {
        return store.get(key);
    }

    @Override
    public void write(String key, byte[] value) {
        store.put(key, value);
    }
}
