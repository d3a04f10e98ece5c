package io.orbit.schemas.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value that knows where it was written. Immutable, so that one value may stand in several places. */
public sealed interface Sourced {
    /** For a field of an object, where its name begins; otherwise where the value begins. */
    Place place();

    /** How many objects and arrays are nested here; 0 for a plain value. */
    int depth();

    /** About how many characters it takes, written without whitespace. */
    long size();

    /** The value alone; the place of every part is put into {@code places} under its JSON pointer. */
    default JsonNode toJson(Map<String, Place> places) {
        return toJson("", places);
    }

    private JsonNode toJson(String pointer, Map<String, Place> places) {
        places.put(pointer, place());
        if (this instanceof Fields object) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            object.fields()
                    .forEach((name, value) -> node.set(name, value.toJson(Pointers.child(pointer, name), places)));
            return node;
        }
        if (this instanceof Items array) {
            ArrayNode node = JsonNodeFactory.instance.arrayNode(array.items().size());
            for (int i = 0; i < array.items().size(); i++) {
                node.add(array.items().get(i).toJson(Pointers.child(pointer, i), places));
            }
            return node;
        }
        return ((Leaf) this).value();
    }

    /** A string, number, boolean or null. */
    record Leaf(JsonNode value, Place place) implements Sourced {
        @Override
        public int depth() {
            return 0;
        }

        @Override
        public long size() {
            return value.isTextual()
                    ? value.textValue().length() + 2L
                    : value.asText().length();
        }
    }

    /** An object; {@code fields} in the order of the text. */
    record Fields(Map<String, Sourced> fields, Place place, int depth, long size) implements Sourced {
        public static Fields of(Map<String, Sourced> fields, Place place) {
            int depth = 0;
            long size = 2;
            for (Map.Entry<String, Sourced> field : fields.entrySet()) {
                depth = Math.max(depth, field.getValue().depth());
                size += field.getKey().length() + 4L + field.getValue().size();
            }
            return new Fields(Collections.unmodifiableMap(new LinkedHashMap<>(fields)), place, depth + 1, size);
        }
    }

    /** An array. */
    record Items(List<Sourced> items, Place place, int depth, long size) implements Sourced {
        public static Items of(List<Sourced> items, Place place) {
            int depth = 0;
            long size = 2;
            for (Sourced item : items) {
                depth = Math.max(depth, item.depth());
                size += item.size() + 1;
            }
            return new Items(List.copyOf(items), place, depth + 1, size);
        }
    }
}
