package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.orbit.connectors.method.StepScope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The transforms on one input. */
public final class Transforms {
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

    public static Dataset<Row> aggregate(Shapes.Aggregate with, Dataset<Row> rows) {
        Column[] measures = with.measures().entrySet().stream()
                .map(measure -> expr(SqlText.expression(measure.getValue())).as(measure.getKey()))
                .toArray(Column[]::new);
        Dataset<Row> groups = rows.groupBy(SqlText.columns(rows, with.groupBy()))
                .agg(measures[0], Arrays.copyOfRange(measures, 1, measures.length));
        return SqlText.distinctNames(groups, "the aggregate", "Give the measure another name.");
    }
}
