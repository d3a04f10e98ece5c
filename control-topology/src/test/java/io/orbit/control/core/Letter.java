package io.orbit.control.core;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A record for a topic that the topology reads, as its sender made it. */
final class Letter {
    /**
     * The letter as the log has it.
     *
     * @param at epoch ms at which it was appended
     */
    record Posted(Letter letter, long at, long offset) {
        String cause() {
            return letter.topic + ":0:" + offset;
        }
    }

    final String topic;
    final byte @Nullable [] key;
    final byte @Nullable [] value;

    Letter(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        this.topic = topic;
        this.key = key;
        this.value = value;
    }

    static Letter of(String topic, String key, byte @Nullable [] value) {
        return new Letter(topic, key.getBytes(StandardCharsets.UTF_8), value);
    }
}
