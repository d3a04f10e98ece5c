package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.json.Shown;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Types of parameters: how they are declared, and which values they take. */
final class ParamTypes {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private ParamTypes() {}

    /** Those declarations that can be read, by name. */
    static Map<String, ParamSpec> declared(JsonNode params) {
        Map<String, ParamSpec> declared = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> param : params.properties()) {
            JsonNode json = param.getValue();
            for (ParamSpec.Type type : ParamSpec.Type.values()) {
                if (name(type).equals(json.path("type").asText())) {
                    List<JsonNode> allowed = StreamSupport.stream(
                                    json.path("enum").spliterator(), false)
                            .toList();
                    declared.put(
                            param.getKey(),
                            new ParamSpec(
                                    param.getKey(),
                                    type,
                                    json.path("required").asBoolean(),
                                    json.get("default"),
                                    allowed,
                                    json.path("description").asText()));
                }
            }
        }
        return declared;
    }

    /** As in a definition: {@code string}, {@code date}, … */
    static String name(ParamSpec.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** Why the parameter cannot have the value; empty when it can. */
    static String complaint(ParamSpec spec, JsonNode value) {
        String ofType = complaint(spec.type(), value);
        if (!ofType.isEmpty() || spec.allowed().isEmpty() || spec.allowed().contains(value)) {
            return ofType;
        }
        String allowed = spec.allowed().stream().map(Shown::value).collect(Collectors.joining(", "));
        return "Must be one of %s; is %s.".formatted(allowed, Shown.value(value));
    }

    static String complaint(ParamSpec.Type type, JsonNode value) {
        return switch (type) {
            case STRING -> value.isTextual() ? "" : wrong("a string", value);
            case INTEGER -> value.isIntegralNumber() ? "" : wrong("a whole number", value);
            case NUMBER -> value.isNumber() ? "" : wrong("a number", value);
            case BOOLEAN -> value.isBoolean() ? "" : wrong("true or false", value);
            case DATE -> isDate(value) ? "" : wrong("a date such as \"2026-11-20\"", value);
            case TIMESTAMP ->
                isTimestamp(value) ? "" : wrong("a time with an offset such as \"2026-11-20T06:00:00Z\"", value);
        };
    }

    private static String wrong(String expected, JsonNode value) {
        return "Must be %s; is %s.".formatted(expected, Shown.value(value));
    }

    private static boolean isDate(JsonNode value) {
        try {
            return value.isTextual() && LocalDate.parse(value.textValue(), DATE) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isTimestamp(JsonNode value) {
        try {
            return value.isTextual() && OffsetDateTime.parse(value.textValue()) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
