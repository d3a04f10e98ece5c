package io.orbit.connectors;

import io.orbit.connectors.files.CsvExtract;
import io.orbit.connectors.files.FileExtracts;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Methods that bring rows in. */
public final class ExtractMethods {
    private ExtractMethods() {}

    @Method(
            kind = MethodKind.EXTRACT,
            title = "CSV files",
            description = "Reads delimited text. Types come from the schema; without one every column is text.")
    public static Dataset<Row> csv(StepScope scope, CsvExtract with) {
        return FileExtracts.csv(scope, with);
    }
}
