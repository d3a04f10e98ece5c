package io.orbit.connectors;

import io.orbit.connectors.files.FileLoads;
import io.orbit.connectors.files.ParquetLoad;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Methods that put rows out. */
public final class LoadMethods {
    private static final String ONCE_BY_MANIFEST = "effectively once";

    private LoadMethods() {}

    @Method(
            kind = MethodKind.LOAD,
            guarantee = ONCE_BY_MANIFEST,
            title = "Parquet files",
            description = "Writes Parquet files into a folder; a manifest makes it happen once per run.")
    public static LoadReceipt parquet(StepScope scope, ParquetLoad with, Dataset<Row> rows) throws IOException {
        return FileLoads.parquet(scope, with, rows);
    }
}
