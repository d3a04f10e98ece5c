package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.orbit.connectors.method.StepScope;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** The transforms on one input. */
public final class Transforms {
    private static final String RANK = "_orbit_rank";

    private Transforms() {}

    public static Dataset<Row> filter(StepScope scope, Shapes.Filter with, Dataset<Row> rows) {
        return SqlText.select(scope, rows, "*", SqlText.expression(with.where()), with.args());
    }

    public static Dataset<Row> select(Shapes.Select with, Dataset<Row> rows) {
        SqlText.check(rows, with.columns());
        SqlText.check(rows, with.drop());
        SqlText.check(rows, with.rename().keySet());
        List<String> kept = with.columns().isEmpty() ? Arrays.asList(rows.columns()) : with.columns();
        Column[] columns = kept.stream()
                .filter(name -> with.drop().stream().noneMatch(name::equalsIgnoreCase))
                .map(name -> col(SqlText.quoted(name)).as(with.rename().getOrDefault(name, name)))
                .toArray(Column[]::new);
        return rows.select(columns);
    }

    public static Dataset<Row> derive(StepScope scope, Shapes.Derive with, Dataset<Row> rows) {
        Dataset<Row> derived = rows;
        for (Map.Entry<String, String> column : with.columns().entrySet()) {
            String value = SqlText.expression(column.getValue()) + " AS " + SqlText.quoted(column.getKey());
            StringJoiner select = new StringJoiner(", ");
            boolean replaces = false;
            for (String name : derived.columns()) {
                boolean same = name.equalsIgnoreCase(column.getKey());
                select.add(same ? value : SqlText.quoted(name));
                replaces |= same;
            }
            if (!replaces) {
                select.add(value);
            }
            derived = SqlText.select(scope, derived, select.toString(), "true", with.args());
        }
        return derived;
    }

    public static Dataset<Row> cast(Shapes.Cast with, Dataset<Row> rows) {
        SqlText.check(rows, with.columns().keySet());
        Dataset<Row> cast = rows;
        for (Map.Entry<String, String> column : with.columns().entrySet()) {
            Column value = col(SqlText.quoted(column.getKey()));
            cast = cast.withColumn(
                    column.getKey(),
                    with.onError() == Shapes.OnError.NULL
                            ? value.try_cast(column.getValue())
                            : value.cast(column.getValue()));
        }
        return cast;
    }

    public static Dataset<Row> aggregate(Shapes.Aggregate with, Dataset<Row> rows) {
        Column[] measures = with.measures().entrySet().stream()
                .map(measure -> expr(SqlText.expression(measure.getValue())).as(measure.getKey()))
                .toArray(Column[]::new);
        return rows.groupBy(SqlText.columns(rows, with.groupBy()))
                .agg(measures[0], Arrays.copyOfRange(measures, 1, measures.length));
    }

    public static Dataset<Row> deduplicate(Shapes.Deduplicate with, Dataset<Row> rows) {
        Set<String> keys = new LinkedHashSet<>(with.keys());
        SqlText.check(rows, keys);
        if (with.orderBy() == null) {
            return keys.isEmpty() ? rows.dropDuplicates() : rows.dropDuplicates(keys.toArray(String[]::new));
        }
        Column order = expr(SqlText.expression(with.orderBy()));
        Column[] parts = SqlText.columns(rows, keys.isEmpty() ? Arrays.asList(rows.columns()) : keys);
        return rows.withColumn(
                        RANK,
                        functions
                                .row_number()
                                .over(Window.partitionBy(parts)
                                        .orderBy(with.keep() == Shapes.Keep.LAST ? order.desc() : order.asc())))
                .where(col(RANK).equalTo(1))
                .drop(RANK);
    }
}
