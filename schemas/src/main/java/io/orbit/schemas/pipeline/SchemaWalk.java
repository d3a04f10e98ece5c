package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.json.Pointers;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Finds the strings of a value that a schema marks with a keyword such as {@code x-sql: true}. */
final class SchemaWalk {
    /** Schemas may refer to themselves without going down in the value. */
    private static final int DEEPEST = 200;

    private final JsonNode document;
    private final String keyword;
    private final BiConsumer<String, String> found;

    /** @param found takes the pointer and the text of each marked string */
    SchemaWalk(JsonNode document, String keyword, BiConsumer<String, String> found) {
        this.document = document;
        this.keyword = keyword;
        this.found = found;
    }

    void walk(JsonNode value, String pointer) {
        walk(document, value, pointer, 0);
    }

    private void walk(JsonNode schema, JsonNode value, String pointer, int depth) {
        if (!schema.isObject() || depth > DEEPEST) {
            return;
        }
        if (schema.path(keyword).asBoolean()) {
            strings(value, pointer, found);
            return;
        }
        String ref = schema.path("$ref").asText();
        if (ref.startsWith("#")) {
            walk(document.at(ref.substring(1)), value, pointer, depth + 1);
        }
        for (String fork : List.of("anyOf", "oneOf", "allOf")) {
            schema.path(fork).forEach(form -> walk(form, value, pointer, depth + 1));
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode named = schema.path("properties").path(field.getKey());
            JsonNode below = named.isMissingNode() ? schema.path("additionalProperties") : named;
            walk(below, field.getValue(), Pointers.child(pointer, field.getKey()), depth + 1);
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                walk(schema.path("items"), value.get(i), Pointers.child(pointer, i), depth + 1);
            }
        }
    }

    /** Every string of a value, with its pointer. */
    static void strings(JsonNode value, String pointer, BiConsumer<String, String> found) {
        if (value.isTextual()) {
            found.accept(pointer, value.textValue());
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            strings(field.getValue(), Pointers.child(pointer, field.getKey()), found);
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                strings(value.get(i), Pointers.child(pointer, i), found);
            }
        }
    }
}
