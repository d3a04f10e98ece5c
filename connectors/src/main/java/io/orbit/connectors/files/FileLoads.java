package io.orbit.connectors.files;

import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.FileSink;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes files. */
public final class FileLoads {
    private FileLoads() {}

    public static LoadReceipt parquet(StepScope scope, ParquetLoad with, Dataset<Row> rows) throws IOException {
        Map<String, String> options =
                Map.of("compression", with.compression().name().toLowerCase(Locale.ROOT));
        return FileSink.load(
                scope,
                new FileSink.Target(scope.path(with.path()), "parquet", options, with.partitionBy(), with.mode()),
                scope.step(),
                rows);
    }
}
