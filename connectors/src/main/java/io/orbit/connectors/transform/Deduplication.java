package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first_value;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.row_number;

import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructField;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One row of each key, the same one in every attempt: behind the order that the user gives come all other columns, so that
 * rows that still are equal are equal in everything.
 */
public final class Deduplication {
    private static final String WINNER = "_orbit_winner";
    private static final String TIE = "_orbit_tie";

    private Deduplication() {}

    /**
     * @throws OrbitException SCHEMA_MISMATCH: no such key; PARAMETER_INVALID: the order is another one each time it is
     *     asked; when the rows are computed, VALIDATION_FAILED: the order does not decide, and onTie is 'fail'
     */
    public static Dataset<Row> deduplicate(StepScope scope, Shapes.Deduplicate with, Dataset<Row> rows) {
        if (with.keys().isEmpty()) {
            // What is the same in everything needs no order.
            return rows.dropDuplicates();
        }
        List<String> keys = with.keys();
        boolean last = with.keep() == Shapes.Keep.LAST;
        List<Column> order = new ArrayList<>();
        if (with.orderBy() != null) {
            Column by = expr(SqlText.expression(with.orderBy()));
            checkFixed(rows, by);
            order.add(last ? by.desc() : by.asc());
        } else {
            scope.info("without orderBy, the %s row by all its columns stays of each key"
                    .formatted(last ? "greatest" : "least"));
        }
        rest(rows, keys).forEach(column -> order.add(last ? column.desc() : column.asc()));
        if (order.isEmpty()) {
            return rows.dropDuplicates(keys.toArray(String[]::new));
        }
        WindowSpec window = Window.partitionBy(SqlText.columns(rows, keys)).orderBy(order.toArray(Column[]::new));
        Column winner = row_number().over(window).equalTo(1);
        if (with.orderBy() == null || with.onTie() == Shapes.OnTie.IGNORE) {
            return rows.withColumn(WINNER, winner).where(col(WINNER)).drop(WINNER);
        }
        Column by = expr(SqlText.expression(with.orderBy()));
        // Rows that are the same in everything have the same rank, and whichever stays is the same.
        Column tie = rank().over(window).gt(1).and(by.eqNullSafe(first_value(by).over(window)));
        return rows.withColumns(Map.of(WINNER, winner, TIE, tie))
                .where(col(WINNER).or(col(TIE).and(told(scope, with))))
                .drop(WINNER, TIE);
    }

    private static Column told(StepScope scope, Shapes.Deduplicate with) {
        String what = "of several rows with the same %s, more than one is %s by '%s': that order is non-deterministic"
                .formatted(with.keys(), with.keep() == Shapes.Keep.LAST ? "last" : "first", with.orderBy());
        return with.onTie() == Shapes.OnTie.FAIL
                ? Refusal.refuse(
                        ErrorCode.VALIDATION_FAILED,
                        what + ", and onTie is 'fail'. Add a column that tells them apart to 'orderBy'.")
                : Refusal.warn(
                        scope,
                        what + ". Their other columns decided. Add one that tells them apart, as in struct(a, b).");
    }

    private static void checkFixed(Dataset<Row> rows, Column order) {
        var plan = ((org.apache.spark.sql.classic.Dataset<?>) rows.select(order))
                .queryExecution()
                .analyzed();
        boolean fixed = CollectionConverters.asJava(plan.expressions()).stream()
                .allMatch(expression -> expression.deterministic());
        if (!fixed) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "'orderBy' is non-deterministic: it gives another order each time it is asked. Name columns of the rows.");
        }
    }

    /** What can be compared and is no key. */
    private static List<Column> rest(Dataset<Row> rows, List<String> keys) {
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.addAll(keys);
        List<Column> rest = new ArrayList<>();
        for (StructField field : rows.schema().fields()) {
            if (!known.contains(field.name()) && RowOrdering.isOrderable(field.dataType())) {
                rest.add(SqlText.column(field.name()));
            }
        }
        return rest;
    }
}
