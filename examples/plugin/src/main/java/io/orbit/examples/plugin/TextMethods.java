package io.orbit.examples.plugin;

import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Methods on text. The simple name of this class is the first part of their names in a pipeline. */
public final class TextMethods {
    private TextMethods() {}

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Title case",
            description =
                    "Writes each word of the columns with a capital and the rest small: 'SAN JOSE' becomes 'San Jose'.")
    public static Dataset<Row> titleCase(StepScope scope, TitleCase with, Dataset<Row> rows) {
        Dataset<Row> changed = rows;
        for (String name : with.columns()) {
            Column text = rows.col(name);
            changed = changed.withColumn(name, functions.initcap(with.trim() ? functions.trim(text) : text));
        }
        return changed;
    }
}
