package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a schema says against a value, in words for the author of a pipeline. */
final class SchemaWords {
    /** More names than these would bury the message. */
    private static final int NAMES_SHOWN = 15;

    private SchemaWords() {}

    static String message(SchemaFault fault) {
        JsonNode limit = fault.limit();
        JsonNode value = fault.value();
        return switch (fault.keyword()) {
            case "required", "dependentRequired" ->
                "The field '%s' is missing.".formatted(Shown.text(fault.property()));
            case "additionalProperties", "unevaluatedProperties" ->
                "There is no field '%s' here.".formatted(Shown.text(fault.property()));
            case "propertyNames" -> "'%s' is not %s.".formatted(Shown.text(fault.property()), expected(limit));
            case "type" -> "Must be %s, not %s.".formatted(types(limit), Shown.type(value));
            case "enum" ->
                "Must be %s%s; is %s.".formatted(limit.size() == 1 ? "" : "one of ", values(limit), Shown.value(value));
            case "const" -> "Must be %s; is %s.".formatted(Shown.value(limit), Shown.value(value));
            case "pattern" -> "%s is not %s.".formatted(Shown.value(value), expected(fault.around()));
            case "format" -> "%s is not a valid %s.".formatted(Shown.value(value), limit.asText());
            case "minimum" -> "Must be at least %s; is %s.".formatted(limit.asText(), value.asText());
            case "maximum" -> "Must be at most %s; is %s.".formatted(limit.asText(), value.asText());
            case "exclusiveMinimum" -> "Must be more than %s; is %s.".formatted(limit.asText(), value.asText());
            case "exclusiveMaximum" -> "Must be less than %s; is %s.".formatted(limit.asText(), value.asText());
            case "multipleOf" -> "Must be a multiple of %s; is %s.".formatted(limit.asText(), value.asText());
            case "minLength" ->
                limit.asInt() == 1
                        ? "Must not be empty."
                        : "Must have at least %s characters.".formatted(limit.asText());
            case "maxLength" -> "Must have at most %s characters.".formatted(limit.asText());
            case "minItems" -> "Must have at least %s; has %d.".formatted(counted(limit), value.size());
            case "maxItems" -> "Must have at most %s; has %d.".formatted(counted(limit), value.size());
            case "minProperties" -> "Must have at least %s fields; has %d.".formatted(limit.asText(), value.size());
            case "maxProperties" -> "Must have at most %s fields; has %d.".formatted(limit.asText(), value.size());
            case "uniqueItems" -> "The same item is there twice.";
            case "anyOf", "oneOf" -> "Does not fit exactly one of the forms that are allowed here.";
            default -> "Breaks the rule '%s' of the schema.".formatted(Shown.text(fault.keyword()));
        };
    }

    static String hint(SchemaFault fault) {
        return switch (fault.keyword()) {
            case "additionalProperties", "unevaluatedProperties" -> fieldHint(fault);
            case "enum" ->
                fault.value().isTextual() ? DidYouMean.hint(fault.value().textValue(), texts(fault.limit())) : "";
            default -> "";
        };
    }

    static List<String> fields(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String fieldHint(SchemaFault fault) {
        List<String> known = fields(fault.around());
        String near = DidYouMean.hint(fault.property(), known);
        if (!near.isEmpty() || known.isEmpty() || known.size() > NAMES_SHOWN) {
            return near;
        }
        return known.stream().collect(Collectors.joining(", ", "Known here: ", "."));
    }

    private static String expected(JsonNode schema) {
        return schema.has("x-expected")
                ? schema.get("x-expected").asText()
                : "of the form " + schema.path("pattern").asText();
    }

    private static String counted(JsonNode limit) {
        return limit.asInt() == 1 ? "1 item" : limit.asText() + " items";
    }

    private static String types(JsonNode types) {
        return texts(types).stream().distinct().map(SchemaWords::type).collect(Collectors.joining(" or "));
    }

    private static String type(String name) {
        return name.matches("[aeio].*") ? "an " + name : name.equals("null") ? name : "a " + name;
    }

    private static String values(JsonNode values) {
        return stream(values).map(Shown::value).collect(Collectors.joining(", "));
    }

    /** The strings of an array, or the one string. */
    static List<String> texts(JsonNode values) {
        return values.isTextual()
                ? List.of(values.textValue())
                : stream(values)
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .toList();
    }

    private static Stream<JsonNode> stream(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false);
    }
}
