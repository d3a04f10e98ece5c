package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter as a pipeline declares it.
 *
 * @param required true when every run must give a value
 * @param defaultValue what a run without the value gets; null for none
 * @param allowed the only values allowed; empty for no such limit
 */
public record ParamSpec(
        String name,
        Type type,
        boolean required,
        @Nullable JsonNode defaultValue,
        List<JsonNode> allowed,
        String description) {

    public ParamSpec {
        allowed = List.copyOf(allowed);
    }

    /** Types of parameters, as JSON carries them. */
    public enum Type {
        /** Any string. */
        STRING,
        /** A whole number of 64 bits. */
        INTEGER,
        /** Any number. */
        NUMBER,
        /** true or false. */
        BOOLEAN,
        /** A string such as {@code 2026-11-20}. */
        DATE,
        /** A string with an offset, such as {@code 2026-11-20T06:00:00Z}. */
        TIMESTAMP
    }
}
