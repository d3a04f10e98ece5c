package io.orbit.connectors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.Param;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** The JSON Schema (2020-12) of a parameter record. */
final class ParameterSchema {
    private ParameterSchema() {}

    static ObjectNode of(Class<?> type) {
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.MAPPER.createArrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), property(component));
            if (ParameterBinder.about(component).required()) {
                required.add(component.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    /** What a user calls the type, e.g. {@code integer}. */
    static String word(Class<?> type) {
        return typed(type).path("type").asText("any");
    }

    private static ObjectNode property(RecordComponent component) {
        Param about = ParameterBinder.about(component);
        ObjectNode schema = typed(component.getGenericType()).put("description", about.value());
        if (!about.defaultsTo().isEmpty()) {
            schema.set("default", Json.parse(about.defaultsTo()));
        }
        if (!about.example().isEmpty()) {
            schema.putArray("examples").add(Json.parse(about.example()));
        }
        if (about.min() != Long.MIN_VALUE) {
            schema.put("minimum", about.min());
        }
        if (about.required() && component.getType() == List.class) {
            schema.put("minItems", 1);
        }
        if (about.required() && component.getType() == Map.class) {
            schema.put("minProperties", 1);
        }
        if (about.sql()) {
            schema.put("x-sql", true);
        }
        if (about.secret()) {
            schema.put("x-secret", true);
        }
        return schema;
    }

    private static ObjectNode typed(Type type) {
        ObjectNode schema = Json.MAPPER.createObjectNode();
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                schema.put("type", "array").set("items", typed(of[0]));
                return schema;
            }
            if (generic.getRawType() == Map.class && of[0] == String.class) {
                schema.put("type", "object").set("additionalProperties", typed(of[1]));
                return schema;
            }
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalArgumentException("A parameter cannot be of type " + type + "; see @Param.");
        }
        if (plain.isRecord()) {
            return of(plain);
        }
        if (plain.isEnum()) {
            ArrayNode words = schema.put("type", "string").putArray("enum");
            for (Object constant : plain.getEnumConstants()) {
                words.add(Words.of((Enum<?>) constant));
            }
            return schema;
        }
        if (plain == JsonNode.class) {
            return schema;
        }
        return schema.put("type", scalar(plain));
    }

    private static String scalar(Class<?> type) {
        if (type == String.class) {
            return "string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "integer";
        }
        if (type == double.class || type == Double.class || type == BigDecimal.class) {
            return "number";
        }
        throw new IllegalArgumentException("A parameter cannot be of type " + type.getName() + "; see @Param.");
    }
}
