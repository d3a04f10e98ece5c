package io.orbit.connectors.transform;

import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.functions;
import scala.jdk.javaapi.CollectionConverters;

/** The transforms on several inputs. */
public final class Combinations {
    private Combinations() {}

    /**
     * @param inputs named {@code left} and {@code right}, or the two in this order
     * @throws OrbitException PARAMETER_INVALID unless there is exactly one of {@code keys} and {@code on};
     *     SCHEMA_MISMATCH when the result would have two columns of one name
     */
    public static Dataset<Row> join(Shapes.Join with, Inputs inputs) {
        boolean named = inputs.names().containsAll(List.of("left", "right"));
        Dataset<Row> left = named ? inputs.named("left") : inputs.all().get(0);
        Dataset<Row> right = named ? inputs.named("right") : inputs.all().get(1);
        if (with.keys().isEmpty() == (with.on() == null)) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "a join needs either 'keys' or 'on'.");
        }
        Dataset<Row> first = (with.broadcast() == Shapes.Broadcast.LEFT ? functions.broadcast(left) : left).as("left");
        Dataset<Row> second =
                (with.broadcast() == Shapes.Broadcast.RIGHT ? functions.broadcast(right) : right).as("right");
        Dataset<Row> joined;
        if (with.on() == null) {
            SqlText.check(left, with.keys());
            SqlText.check(right, with.keys());
            joined =
                    first.join(second, CollectionConverters.asScala(with.keys()).toSeq(), with.type().word);
        } else {
            joined = first.join(second, functions.expr(SqlText.expression(with.on())), with.type().word);
        }
        Dataset<Row> result = with.select().isEmpty()
                ? joined
                : joined.selectExpr(with.select().toArray(String[]::new));
        checkNames(result);
        return result;
    }

    /** Rows of all inputs, duplicates kept. */
    public static Dataset<Row> union(Shapes.Union with, Inputs inputs) {
        Dataset<Row> all = inputs.first();
        for (Dataset<Row> next : inputs.all().subList(1, inputs.all().size())) {
            all = with.by() == Shapes.By.NAME ? all.unionByName(next, with.fillMissing()) : all.union(next);
        }
        return all;
    }

    /** Spark's ParseException when the text is anything but one query. */
    public static Dataset<Row> sql(StepScope scope, Shapes.Sql with, Inputs inputs) {
        // Spark would run a command at once; this reads queries only.
        new CatalystSqlParser().parseQuery(with.query());
        inputs.names().forEach(name -> inputs.named(name).createOrReplaceTempView(SqlText.quoted(name)));
        return scope.spark().sql(with.query(), SqlText.values(with.args()));
    }

    private static void checkNames(Dataset<Row> rows) {
        Set<String> seen = new HashSet<>();
        for (String name : rows.columns()) {
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new OrbitException(
                        ErrorCode.SCHEMA_MISMATCH,
                        "the join has two columns '%s'. Choose and rename with 'select'.".formatted(name));
            }
        }
    }
}
