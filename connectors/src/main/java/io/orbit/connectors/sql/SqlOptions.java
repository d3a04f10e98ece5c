package io.orbit.connectors.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The options that a connection may have. Drivers know others that load classes, read and write files or send the
 * password elsewhere; those are not passed on.
 */
public final class SqlOptions {
    private final JsonNode given;

    /** @throws OrbitException PARAMETER_INVALID for an option that is not known */
    public SqlOptions(JsonNode given, Set<String> known) {
        this.given = given;
        given.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new OrbitException(
                        ErrorCode.PARAMETER_INVALID,
                        "the connection's option '%s' is not allowed; there are %s."
                                .formatted(name, new TreeSet<>(known)));
            }
        });
    }

    public boolean has(String name) {
        return given.has(name);
    }

    public String text(String name) {
        return given.path(name).asText();
    }

    /**
     * The value, which may come from the credential as well.
     *
     * @throws OrbitException PARAMETER_INVALID for another text
     */
    public static String oneOf(String name, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            throw invalid(name, "one of " + new TreeSet<>(allowed));
        }
        return value;
    }

    /**
     * From 1.
     *
     * @throws OrbitException PARAMETER_INVALID
     */
    public int number(String name) {
        JsonNode value = given.path(name);
        if (!value.canConvertToInt() || value.intValue() < 1) {
            throw invalid(name, "a whole number from 1");
        }
        return value.intValue();
    }

    public int number(String name, int otherwise) {
        return has(name) ? number(name) : otherwise;
    }

    private static OrbitException invalid(String name, String wanted) {
        return new OrbitException(
                ErrorCode.PARAMETER_INVALID, "the connection's option '%s' must be %s.".formatted(name, wanted));
    }
}
