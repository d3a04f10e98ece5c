package io.orbit.connectors.transform;

import io.orbit.connectors.method.StepScope;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The transforms on one input. */
public final class Transforms {
    private Transforms() {}

    public static Dataset<Row> filter(StepScope scope, Filter with, Dataset<Row> rows) {
        return SqlText.select(scope, rows, "*", SqlText.expression(with.where()), with.args());
    }
}
