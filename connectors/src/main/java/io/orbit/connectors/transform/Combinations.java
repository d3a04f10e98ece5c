package io.orbit.connectors.transform;

import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;

/** The transforms on several inputs. */
public final class Combinations {
    private Combinations() {}

    /**
     * @param inputs named {@code left} and {@code right}, or the two in this order
     * @throws OrbitException PARAMETER_INVALID unless there is exactly one of {@code keys} and {@code on};
     *     SCHEMA_MISMATCH when the result would have two columns of one name; when the rows are computed,
     *     VALIDATION_FAILED when a row matches several and may not
     */
    public static Dataset<Row> join(Shapes.Join with, Inputs inputs) {
        boolean named = inputs.names().containsAll(List.of("left", "right"));
        Dataset<Row> left = named ? inputs.named("left") : inputs.all().get(0);
        Dataset<Row> right = named ? inputs.named("right") : inputs.all().get(1);
        if (with.keys().isEmpty() == (with.on() == null)) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "a join needs either 'keys' or 'on'.");
        }
        return SqlText.distinctNames(
                new Joining(with, left, right).join(), "the join", "Choose and rename with 'select'.");
    }

    /**
     * Rows of all inputs, duplicates kept.
     *
     * @throws OrbitException SCHEMA_MISMATCH: a column is missing, or of another type than in the first input; numbers go
     *     with numbers
     */
    public static Dataset<Row> union(Shapes.Union with, Inputs inputs) {
        boolean byName = with.by() == Shapes.By.NAME;
        if (with.fillMissing() && !byName) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "'fillMissing' needs 'by' name.");
        }
        Dataset<Row> all = inputs.first();
        for (String name : inputs.names().subList(1, inputs.names().size())) {
            Dataset<Row> next = inputs.named(name);
            Unions.check(with, all, name, next);
            all = byName ? all.unionByName(next, with.fillMissing()) : all.union(next);
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
}
