package io.orbit.control.codec;

import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that cannot be understood, as it is parked: its bytes as they came, and headers that say whence and why. Of a
 * value that is too long to be parked only the beginning is; {@code orbit.length} says how many bytes it had.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Poison(String key, byte[] value, Headers headers) {
    /** Leaves room for key, headers and framing beside the value. */
    private static final int MOST_BYTES = Topics.MAX_RECORD_BYTES - 16 * 1024;

    /** A message may quote what it complains of. */
    private static final int MOST_OF_MESSAGE = 2048;

    /** @param value null for a record without a value */
    public static Poison of(String topic, int partition, long offset, byte @Nullable [] value, OrbitException why) {
        Headers headers = new RecordHeaders();
        add(headers, "orbit.topic", topic);
        add(headers, "orbit.partition", Integer.toString(partition));
        add(headers, "orbit.offset", Long.toString(offset));
        add(headers, "orbit.code", why.code().id());
        String message = String.valueOf(why.getMessage());
        add(headers, "orbit.message", message.substring(0, Math.min(message.length(), MOST_OF_MESSAGE)));
        byte[] parked = value == null ? new byte[0] : value;
        if (parked.length > MOST_BYTES) {
            add(headers, "orbit.length", Integer.toString(parked.length));
            parked = Arrays.copyOf(parked, MOST_BYTES);
        }
        return new Poison(topic + '-' + partition, parked, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
