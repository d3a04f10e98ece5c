package io.orbit.connectors.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.json.DidYouMean;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

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
        // With an alias: WHERE is no reserved word, and `FROM t WHERE (x)` alone names the table WHERE and its column
        // x.
        return scope.spark().sql("SELECT " + select + " FROM " + view + " AS input WHERE " + where, values(args));
    }

    /**
     * Only these columns and rows; on top of a source, Spark then reads no others.
     *
     * @param columns empty for all
     */
    public static Dataset<Row> narrow(
            StepScope scope,
            Dataset<Row> rows,
            List<String> columns,
            @Nullable String where,
            Map<String, JsonNode> args) {
        Dataset<Row> narrowed = where == null ? rows : select(scope, rows, "*", expression(where), args);
        return columns.isEmpty() ? narrowed : narrowed.select(columns(narrowed, columns));
    }

    /**
     * One expression, in brackets, so that it cannot be more than that; Spark's ParseException when it is none.
     */
    public static String expression(String text) {
        new CatalystSqlParser().parseExpression(text);
        // The line break ends a comment that the text may end with.
        return "(" + text + "\n)";
    }

    /** A name in back quotes. */
    public static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /**
     * @throws OrbitException SCHEMA_MISMATCH when {@code rows} lack one, naming those that there are and the one that was
     *     probably meant
     */
    public static void check(Dataset<Row> rows, Collection<String> names) {
        names.forEach(name -> field(rows, name));
    }

    /** A column by its name in whatever case, as the rows spell it; see {@link #check}. */
    public static StructField field(Dataset<Row> rows, String name) {
        for (StructField field : rows.schema().fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return field;
            }
        }
        List<String> known = Arrays.asList(rows.columns());
        throw new OrbitException(
                ErrorCode.SCHEMA_MISMATCH,
                "there is no column '%s'; there are %s. %s"
                        .formatted(name, known, DidYouMean.hint(name, known))
                        .strip());
    }

    /** @throws OrbitException SCHEMA_MISMATCH when {@code rows} have a column of that name */
    static void checkFree(Dataset<Row> rows, String name, String remedy) {
        if (Arrays.stream(rows.columns()).anyMatch(name::equalsIgnoreCase)) {
            throw new OrbitException(
                    ErrorCode.SCHEMA_MISMATCH, "there is a column '%s' already. %s".formatted(name, remedy));
        }
    }

    /** @throws OrbitException SCHEMA_MISMATCH when two columns of {@code rows} have one name */
    static Dataset<Row> distinctNames(Dataset<Row> rows, String what, String remedy) {
        Set<String> seen = new HashSet<>();
        for (String name : rows.columns()) {
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new OrbitException(
                        ErrorCode.SCHEMA_MISMATCH, "%s has two columns '%s'. %s".formatted(what, name, remedy));
            }
        }
        return rows;
    }

    /** The column {@code name}, whatever its spelling holds. */
    static Column column(String name) {
        return functions.col(quoted(name));
    }

    /** Columns of {@code rows} by name; see {@link #check}. */
    public static Column[] columns(Dataset<Row> rows, Collection<String> names) {
        check(rows, names);
        return names.stream().map(name -> functions.col(quoted(name))).toArray(Column[]::new);
    }

    static String list(Collection<String> names) {
        return names.stream().map(SqlText::quoted).collect(Collectors.joining(", "));
    }

    /** JSON values as what Spark binds: text, numbers, truth values. */
    public static Map<String, Object> values(Map<String, JsonNode> args) {
        Map<String, Object> values = new HashMap<>();
        args.forEach((name, value) -> values.put(name, value(name, value)));
        return values;
    }

    /**
     * @param name for the message
     * @throws OrbitException PARAMETER_INVALID for null, arrays and objects
     */
    public static Object value(String name, JsonNode value) {
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
                ErrorCode.PARAMETER_INVALID, "'%s' must be text, a number, true or false.".formatted(name));
    }
}
