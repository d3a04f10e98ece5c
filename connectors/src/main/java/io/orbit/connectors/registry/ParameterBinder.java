package io.orbit.connectors.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.Param;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Turns the JSON of a step's {@code with} into the parameter record of its method. */
public final class ParameterBinder {
    private ParameterBinder() {}

    /**
     * Fills in defaults, checks, and binds.
     *
     * @param with as in the definition, with {@code ${…}} in it
     * @param resolve replaces the {@code ${…}}
     * @throws OrbitException PARAMETER_INVALID with all problems found, each with its JSON pointer; values are not quoted,
     *     as one of them may be a secret
     */
    public static <R> R bind(Class<R> type, JsonNode with, UnaryOperator<JsonNode> resolve) {
        List<String> problems = new ArrayList<>();
        sqlIsPlain(type, with, "/with", problems);
        JsonNode complete =
                with.isMissingNode() || with.isNull() ? Json.MAPPER.createObjectNode() : resolve.apply(with);
        complete = complete(type, complete, "/with", problems);
        if (problems.isEmpty()) {
            try {
                return Json.MAPPER.treeToValue(complete, type);
            } catch (JsonProcessingException e) {
                problems.add(problem(e));
            }
        }
        throw new OrbitException(ErrorCode.PARAMETER_INVALID, String.join("; ", problems) + ".");
    }

    /** The same without references. */
    public static <R> R bind(Class<R> type, JsonNode with) {
        return bind(type, with, UnaryOperator.identity());
    }

    private static JsonNode complete(Type type, JsonNode value, String pointer, List<String> problems) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            if (value.isArray() && generic.getRawType() == List.class) {
                var items = Json.MAPPER.createArrayNode();
                for (int at = 0; at < value.size(); at++) {
                    items.add(complete(of[0], value.get(at), pointer + "/" + at, problems));
                }
                return items;
            }
            if (value.isObject() && generic.getRawType() == Map.class) {
                ObjectNode entries = Json.MAPPER.createObjectNode();
                value.properties()
                        .forEach(entry -> entries.set(
                                entry.getKey(),
                                complete(of[1], entry.getValue(), pointer + "/" + entry.getKey(), problems)));
                return entries;
            }
            return value;
        }
        if (!(type instanceof Class<?> plain) || !plain.isRecord()) {
            return value;
        }
        if (!value.isObject()) {
            problems.add(pointer + " must be an object");
            return value;
        }
        return completeRecord(plain, value, pointer, problems);
    }

    private static ObjectNode completeRecord(Class<?> type, JsonNode value, String pointer, List<String> problems) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent component : components) {
            Param about = about(component);
            JsonNode given = value.path(component.getName());
            if (!given.isMissingNode() && !given.isNull()) {
                String at = pointer + "/" + component.getName();
                JsonNode filled = complete(component.getGenericType(), given, at, problems);
                result.set(component.getName(), filled);
                if (about.required() && filled.isContainerNode() && filled.isEmpty()) {
                    problems.add(at + " must not be empty");
                }
                if (filled.isNumber() && filled.decimalValue().compareTo(new java.math.BigDecimal(about.min())) < 0) {
                    problems.add(at + " must be at least " + about.min());
                }
            } else if (about.required()) {
                problems.add(pointer + "/" + component.getName() + " is missing: " + about.value());
            } else if (!about.defaultsTo().isEmpty()) {
                result.set(component.getName(), Json.parse(about.defaultsTo()));
            } else if (component.getType() == List.class) {
                result.putArray(component.getName());
            } else if (component.getType() == Map.class) {
                result.putObject(component.getName());
            }
        }
        List<String> known =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                problems.add(pointer + "/" + name + " is not a parameter here; there are " + known);
            }
        }
        return result;
    }

    private static void sqlIsPlain(Type type, JsonNode value, String pointer, List<String> problems) {
        if (type instanceof Class<?> plain && plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                String at = pointer + "/" + component.getName();
                JsonNode given = value.path(component.getName());
                if (about(component).sql()) {
                    if (given.toString().contains("${")) {
                        problems.add(
                                at + " is SQL and may not hold ${…}: name a bind (:name) and give its value in 'args'");
                    }
                } else {
                    sqlIsPlain(component.getGenericType(), given, at, problems);
                }
            }
        } else if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            value.forEach(item -> sqlIsPlain(of[of.length - 1], item, pointer, problems));
        }
    }

    /** @throws IllegalArgumentException when the record's author forgot to describe the component */
    static Param about(RecordComponent component) {
        Param about = component.getAnnotation(Param.class);
        if (about == null) {
            throw new IllegalArgumentException("Component " + component.getName() + " of "
                    + component.getDeclaringRecord().getName() + " has no @Param.");
        }
        return about;
    }

    private static String problem(JsonProcessingException e) {
        StringBuilder pointer = new StringBuilder("/with");
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                pointer.append('/').append(step.getFieldName() != null ? step.getFieldName() : "" + step.getIndex());
            }
            if (e.getCause() instanceof OrbitException refused) {
                return pointer + ": " + refused.getMessage();
            }
        }
        if (e instanceof com.fasterxml.jackson.databind.exc.InvalidFormatException format) {
            Object[] constants = format.getTargetType().getEnumConstants();
            if (constants != null) {
                return pointer + " must be one of "
                        + Arrays.stream(constants)
                                .map(constant -> Words.of((Enum<?>) constant))
                                .toList();
            }
        }
        if (e instanceof com.fasterxml.jackson.databind.exc.MismatchedInputException mismatch
                && mismatch.getTargetType() != null) {
            return pointer + " must be of type " + ParameterSchema.word(mismatch.getTargetType());
        }
        return pointer + " does not fit its type";
    }
}
