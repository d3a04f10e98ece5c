package io.orbit.control.core;

import io.orbit.control.codec.EventCodec;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;

/**
 * A record that the topology wrote, or must write.
 *
 * @param at epoch ms
 * @param body an {@link Event}, a record of the wire, or {@link Parked}
 */
record Said(String topic, String key, long at, Object body) {
    private static final int SHOWN = 1_000;

    /** What Kafka adds to a record, or to a header, at most. */
    private static final int FRAMING = 128;

    /** A poison record: where it came from, what is wrong with it, and its bytes. */
    record Parked(String cause, String code, ByteBuffer value) {}

    static Said of(Topics topics, String topic, TestRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        int size = record.key().length + record.value().length + FRAMING;
        for (Header header : record.headers()) {
            size += header.key().length() + header.value().length + FRAMING;
        }
        int bytes = size;
        Law.SIZES.holds(size <= Topics.MAX_RECORD_BYTES, () -> "%d bytes for %s: %s".formatted(bytes, topic, key));
        return new Said(topic, key, record.timestamp(), body(topics, topic, record));
    }

    /** What the topology asked of itself. */
    static Said asked(Letter.Posted posted) {
        Letter letter = posted.letter();
        String key = new String(letter.key, StandardCharsets.UTF_8);
        return new Said(letter.topic, key, posted.at(), Wire.REQUEST.decode(letter.value));
    }

    private static Object body(Topics topics, String topic, TestRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (topic.equals(topics.events())) {
            return EventCodec.decode(value);
        } else if (topic.equals(topics.stepCommands())) {
            return Wire.COMMAND.decode(value);
        } else if (topic.equals(topics.runnerOrders())) {
            return Wire.ORDER.decode(value);
        } else if (topic.equals(topics.deadLetters())) {
            return Wire.DEAD_LETTER.decode(value);
        } else if (topic.equals(topics.poison())) {
            String cause = String.join(
                    ":",
                    header(record, "orbit.topic"),
                    header(record, "orbit.partition"),
                    header(record, "orbit.offset"));
            return new Parked(cause, header(record, "orbit.code"), ByteBuffer.wrap(value));
        }
        return Wire.TICKET.decode(value);
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        Header header = Objects.requireNonNull(record.headers().lastHeader(name), name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Holds when both say the same: events in the same order, all else in any. */
    static void check(Topics topics, List<Said> must, List<Said> does) {
        List<Said> events = of(must, topics.events());
        List<Said> written = of(does, topics.events());
        List<Said> missing = without(must, does);
        List<Said> surplus = without(does, must);
        boolean poison = missing.stream().anyMatch(said -> said.topic().equals(topics.poison()))
                || surplus.stream().anyMatch(said -> said.topic().equals(topics.poison()));
        Law law = poison ? Law.PARKED : Law.TOPICS;
        law.holds(missing.isEmpty() && surplus.isEmpty(), () -> "missing: %s; instead: %s".formatted(missing, surplus));
        Law.TOPICS.holds(events.equals(written), () -> "in this order: %s, not %s".formatted(events, written));
    }

    private static List<Said> of(List<Said> all, String topic) {
        return all.stream().filter(said -> said.topic().equals(topic)).toList();
    }

    private static List<Said> without(List<Said> all, List<Said> others) {
        List<Said> rest = new ArrayList<>(all);
        others.forEach(rest::remove);
        return rest;
    }

    @Override
    public String toString() {
        String text = "%s %s at %d: %s".formatted(topic, key, at, body);
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
