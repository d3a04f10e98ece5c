package io.orbit.control.codec;

import io.orbit.schemas.OrbitException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A record that cannot be understood, as it is parked: its bytes as they came, and headers that say whence and why. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Poison(String key, byte[] value, Headers headers) {
    /** @param value null for a record without a value */
    public static Poison of(String topic, int partition, long offset, byte @Nullable [] value, OrbitException why) {
        Headers headers = new RecordHeaders();
        add(headers, "orbit.topic", topic);
        add(headers, "orbit.partition", Integer.toString(partition));
        add(headers, "orbit.offset", Long.toString(offset));
        add(headers, "orbit.code", why.code().id());
        add(headers, "orbit.message", String.valueOf(why.getMessage()));
        return new Poison(topic + '-' + partition, value == null ? new byte[0] : value, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
