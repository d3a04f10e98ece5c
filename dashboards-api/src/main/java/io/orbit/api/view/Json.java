package io.orbit.api.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** JSON of the HTTP interface: every field is there, also when it is null; times are ISO-8601 in UTC with ms. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Json() {}

    public static byte[] bytes(Object view) {
        try {
            return MAPPER.writeValueAsBytes(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A view can always be written.", e);
        }
    }

    /** The value of a record as a tree. */
    public static JsonNode tree(Object view) {
        return MAPPER.valueToTree(view);
    }

    /** JSON that a step or a person gave; text that is none becomes a string, null becomes null. */
    public static JsonNode parsed(@Nullable String json) {
        if (json == null) {
            return NullNode.instance;
        }
        try {
            JsonNode parsed = MAPPER.readTree(json);
            return parsed.isMissingNode() ? TextNode.valueOf(json) : parsed;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(json);
        }
    }

    /** @param at epoch ms; 0 for a time that has not come, which gives null */
    public static @Nullable String time(long at) {
        return at == 0 ? null : TIME.format(Instant.ofEpochMilli(at));
    }

    /** From the one to the other in ms; null while one of them has not come. */
    public static @Nullable Long duration(long from, long to) {
        return from == 0 || to == 0 ? null : Math.max(0, to - from);
    }
}
