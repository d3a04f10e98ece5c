package io.orbit.connectors.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Puts the values of named binds, {@code :day}, into SQL as literals. The SQL is one statement or expression: brackets
 * pair, quotes and comments end, and there is no semicolon outside of them; so it can stand in brackets.
 *
 * <p>A JSON text that looks like a date or a timestamp becomes a literal of that type. An object
 * {@code {"type":"text","value":…}} says the type. An array becomes a list in brackets, for {@code IN :ids}.
 */
final class SqlBinds {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIMESTAMP =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?");
    private static final Pattern INSTANT = Pattern.compile(TIMESTAMP.pattern() + "(Z|[+-]\\d{2}(:?\\d{2})?)");

    private final Dialect dialect;
    private final SqlScan scan;
    private final Map<String, JsonNode> binds;
    private final Set<String> used = new TreeSet<>();

    private SqlBinds(Dialect dialect, String text, String field, Map<String, JsonNode> binds) {
        this.dialect = dialect;
        this.scan = new SqlScan(dialect, text, field);
        this.binds = binds;
    }

    /**
     * @param field what the text is called, for messages
     * @param used takes the names of the binds that occur
     * @throws OrbitException PARAMETER_INVALID when the text is more than one statement or names an unknown bind
     */
    static String render(Dialect dialect, String text, String field, Map<String, JsonNode> binds, Set<String> used) {
        SqlBinds render = new SqlBinds(dialect, text, field, binds);
        String sql = render.scan.replaceBinds(render::value);
        used.addAll(render.used);
        return sql;
    }

    private String value(String name) {
        JsonNode value = binds.get(name);
        if (value == null) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "bind ':%s' has no value; 'binds' has %s.".formatted(name, new TreeSet<>(binds.keySet())));
        }
        used.add(name);
        return literal(dialect, name, value);
    }

    /** @param name for messages */
    static String literal(Dialect dialect, String name, JsonNode value) {
        if (value.isArray() && !value.isEmpty()) {
            StringJoiner list = new StringJoiner(", ", "(", ")");
            value.forEach(item -> list.add(item.isArray() ? refuse(name) : literal(dialect, name, item)));
            return list.toString();
        }
        if (value.isObject()) {
            String type = value.path("type").asText();
            if (value.size() != 2
                    || !value.path("value").isValueNode()
                    || !dialect.casts().containsKey(type)) {
                throw new OrbitException(
                        ErrorCode.PARAMETER_INVALID,
                        "bind '%s': an object must be {\"type\": one of %s, \"value\": …}."
                                .formatted(name, new TreeSet<>(dialect.casts().keySet())));
            }
            JsonNode plain = value.get("value");
            String text = plain.isNull() ? "NULL" : dialect.literal(plain.asText());
            String cast = dialect.casts().get(type);
            return String.valueOf(cast).isEmpty() ? "(" + text + ")" : "CAST(" + text + " AS " + cast + ")";
        }
        // In brackets: "- :n" with -5 must not begin a comment.
        return "(" + scalar(dialect, name, value) + ")";
    }

    private static String scalar(Dialect dialect, String name, JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue();
            if (INSTANT.matcher(text).matches()) {
                return dialect.instant(text);
            }
            String type = DATE.matcher(text).matches()
                    ? "DATE "
                    : TIMESTAMP.matcher(text).matches() ? "TIMESTAMP " : "";
            return type + dialect.literal(text);
        }
        if (value.isBoolean() || value.isNull()) {
            return value.asText().toUpperCase(java.util.Locale.ROOT);
        }
        if (value.isNumber()) {
            return value.decimalValue().toPlainString();
        }
        return refuse(name);
    }

    private static String refuse(String name) {
        throw new OrbitException(
                ErrorCode.PARAMETER_INVALID,
                "bind '%s' must be text, a number, true, false, null, or a list of these that is not empty."
                        .formatted(name));
    }
}
