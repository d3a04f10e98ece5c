package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import io.orbit.schemas.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One join. Rows that match several are found by counting the keys of the other side before, or, with a condition of any
 * kind, by counting how often a numbered row comes out.
 */
final class Joining {
    private static final String TIMES = "_orbit_times";
    private static final String NUMBER = "_orbit_number";
    private static final String THERE = "_orbit_there";

    private final Shapes.Join with;
    private final Dataset<Row> left;
    private final Dataset<Row> right;

    Joining(Shapes.Join with, Dataset<Row> left, Dataset<Row> right) {
        this.with = with;
        this.left = left;
        this.right = right;
    }

    Dataset<Row> join() {
        boolean once = with.onMany() == Shapes.OnMany.FAIL
                && with.type() != Shapes.JoinType.SEMI
                && with.type() != Shapes.JoinType.ANTI;
        Dataset<Row> joined = with.on() == null ? byKeys(once) : byCondition(with.on(), once);
        return with.select().isEmpty()
                ? joined
                : joined.selectExpr(with.select().toArray(String[]::new));
    }

    private Dataset<Row> byKeys(boolean once) {
        SqlText.check(left, with.keys());
        SqlText.check(right, with.keys());
        var keys = CollectionConverters.asScala(with.keys()).toSeq();
        if (!once) {
            return small(left, Shapes.Broadcast.LEFT)
                    .join(small(right, Shapes.Broadcast.RIGHT), keys, with.type().word);
        }
        Dataset<Row> first = mirrored() ? counted(left) : there(left);
        Dataset<Row> second = mirrored() ? there(right) : counted(right);
        // A row of one side alone matches nothing, however often its key is there.
        Column alone = col(THERE).isNull().or(col(TIMES).isNull());
        return small(first, Shapes.Broadcast.LEFT)
                .join(small(second, Shapes.Broadcast.RIGHT), keys, with.type().word)
                .filter(alone.or(col(TIMES).equalTo(1)).or(refuse()))
                .drop(TIMES, THERE);
    }

    private static Dataset<Row> there(Dataset<Row> rows) {
        return rows.withColumn(THERE, lit(true));
    }

    private Dataset<Row> counted(Dataset<Row> rows) {
        return rows.withColumn(TIMES, count(lit(1)).over(Window.partitionBy(SqlText.columns(rows, with.keys()))));
    }

    private Dataset<Row> byCondition(String on, boolean once) {
        Column condition = functions.expr(SqlText.expression(on));
        boolean numberLeft = once && !mirrored();
        boolean numberRight = once && mirrored();
        Dataset<Row> joined = small(numberLeft ? numbered(left) : left, Shapes.Broadcast.LEFT)
                .join(
                        small(numberRight ? numbered(right) : right, Shapes.Broadcast.RIGHT),
                        condition,
                        with.type().word);
        if (!once) {
            return joined;
        }
        // A row of the other side alone has no number: all of these would count as one.
        Column alone = col(NUMBER).isNull();
        return joined.withColumn(TIMES, count(lit(1)).over(Window.partitionBy(NUMBER)))
                .filter(alone.or(col(TIMES).equalTo(1)).or(refuse()))
                .drop(TIMES, NUMBER);
    }

    private static Dataset<Row> numbered(Dataset<Row> rows) {
        List<Column> columns = new ArrayList<>();
        Arrays.stream(rows.columns()).map(SqlText::column).forEach(columns::add);
        columns.add(monotonically_increasing_id().as(NUMBER));
        return rows.select(columns.toArray(Column[]::new));
    }

    private Dataset<Row> small(Dataset<Row> rows, Shapes.Broadcast side) {
        return (with.broadcast() == side ? functions.broadcast(rows) : rows)
                .as(side == Shapes.Broadcast.LEFT ? "left" : "right");
    }

    /** Whose rows must not multiply: the right ones. */
    private boolean mirrored() {
        return with.type() == Shapes.JoinType.RIGHT;
    }

    private Column refuse() {
        return Refusal.refuse(
                ErrorCode.VALIDATION_FAILED,
                "a row of the %s input matches several rows of the other, and onMany is 'fail'. Put UserMethods.deduplicate before the join, or add what tells them apart to %s."
                        .formatted(mirrored() ? "right" : "left", with.on() == null ? "'keys'" : "'on'"));
    }
}
