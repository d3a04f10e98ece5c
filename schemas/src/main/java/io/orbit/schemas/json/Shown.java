package io.orbit.schemas.json;

import com.fasterxml.jackson.databind.JsonNode;

/** Foreign text made fit for a message: short, on one line, without control characters. */
public final class Shown {
    private static final int LONGEST = 60;

    private Shown() {}

    public static String text(String foreign) {
        StringBuilder shown = new StringBuilder();
        foreign.codePoints().limit(LONGEST).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append("\\u%04x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return foreign.codePointCount(0, foreign.length()) > LONGEST ? shown + "…" : shown.toString();
    }

    /** A plain value as it is written in JSON; of an object or array only what it is. */
    public static String value(JsonNode value) {
        if (value.isTextual()) {
            return '"' + text(value.textValue()) + '"';
        }
        return value.isContainerNode() ? type(value) : text(value.asText());
    }

    /** {@code a string}, {@code an object}, … */
    public static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "an array";
            case STRING, BINARY -> "a string";
            case NUMBER -> value.isIntegralNumber() ? "a number" : "a fraction";
            case BOOLEAN -> "a boolean";
            case NULL, MISSING -> "null";
        };
    }

    static String character(int code) {
        return code < ' ' || code == 127 ? "a control character" : "'" + Character.toString(code) + "'";
    }
}
