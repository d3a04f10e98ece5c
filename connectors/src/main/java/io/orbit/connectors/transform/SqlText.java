package io.orbit.connectors.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;

/** SQL of a pipeline's author: read before use, values only through binds. */
public final class SqlText {
    private SqlText() {}

    /**
     * {@code SELECT <select> FROM <rows> WHERE <where>}.
     *
     * @param select names from {@link #quoted} and texts from {@link #expression}
     * @param where a text from {@link #expression}
     * @param args values of the binds in both
     */
    static Dataset<Row> select(
            StepScope scope, Dataset<Row> rows, String select, String where, Map<String, JsonNode> args) {
        String view = quoted("orbit rows of " + scope.step());
        rows.createOrReplaceTempView(view);
        return scope.spark().sql("SELECT " + select + " FROM " + view + " WHERE " + where, values(args));
    }

    /** One expression, in brackets, so that it cannot be more than that; Spark's ParseException when it is none. */
    public static String expression(String text) {
        new CatalystSqlParser().parseExpression(text);
        // The line break ends a comment that the text may end with.
        return "(" + text + "\n)";
    }

    /** A name in back quotes. */
    public static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** JSON values as what Spark binds: text, numbers, truth values. */
    public static Map<String, Object> values(Map<String, JsonNode> args) {
        Map<String, Object> values = new HashMap<>();
        args.forEach((name, value) -> values.put(name, value(name, value)));
        return values;
    }

    private static Object value(String name, JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isNumber()) {
            return value.decimalValue();
        }
        throw new OrbitException(
                ErrorCode.PARAMETER_INVALID, "Bind '%s' must be text, a number, true or false.".formatted(name));
    }
}
