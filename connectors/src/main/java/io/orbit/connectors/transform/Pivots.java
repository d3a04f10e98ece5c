package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.expr;

import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Values to columns and back. */
public final class Pivots {
    private Pivots() {}

    /** @throws OrbitException SCHEMA_MISMATCH: no such column, values of another type, two columns of one name */
    public static Dataset<Row> pivot(Reshapes.Pivot with, Dataset<Row> rows) {
        List<Object> values = new ArrayList<>();
        with.values().forEach(value -> values.add(SqlText.value("values", value)));
        SqlText.check(rows, List.of(with.column()));
        Column[] measures = with.measures().entrySet().stream()
                .map(measure -> expr(SqlText.expression(measure.getValue())).as(measure.getKey()))
                .toArray(Column[]::new);
        Dataset<Row> pivoted = rows.groupBy(SqlText.columns(rows, with.groupBy()))
                .pivot(SqlText.column(with.column()), values)
                .agg(measures[0], Arrays.copyOfRange(measures, 1, measures.length));
        return SqlText.distinctNames(pivoted, "the pivot", "Rename a column of 'groupBy' before.");
    }

    /** @throws OrbitException SCHEMA_MISMATCH: no such column, no common type, two columns of one name */
    public static Dataset<Row> unpivot(Reshapes.Unpivot with, Dataset<Row> rows) {
        Column[] turned = SqlText.columns(rows, with.columns());
        Set<String> gone = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        gone.addAll(with.columns());
        List<String> kept = with.keep().isEmpty()
                ? Arrays.stream(rows.columns())
                        .filter(name -> !gone.contains(name))
                        .toList()
                : with.keep();
        Dataset<Row> tall = rows.unpivot(SqlText.columns(rows, kept), turned, with.nameColumn(), with.valueColumn());
        SqlText.distinctNames(tall, "the unpivot", "Choose another 'nameColumn' or 'valueColumn'.");
        return with.dropNulls() ? tall.filter(SqlText.column(with.valueColumn()).isNotNull()) : tall;
    }
}
