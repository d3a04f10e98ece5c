package io.orbit.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.light.Noop;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.transform.Filter;
import io.orbit.connectors.transform.Transforms;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Methods that change or check rows, and light ones that do without rows. */
public final class UserMethods {
    private UserMethods() {}

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Filter rows",
            description = "Keeps the rows for which a SQL expression is true.")
    public static Dataset<Row> filter(StepScope scope, Filter with, Dataset<Row> rows) {
        return Transforms.filter(scope, with, rows);
    }

    @Method(
            kind = MethodKind.LIGHT,
            title = "Nothing",
            description = "Does nothing and succeeds. For trying out a pipeline's shape, and for benchmarks.")
    public static @Nullable JsonNode noop(StepScope scope, Noop with) {
        return with.result();
    }
}
