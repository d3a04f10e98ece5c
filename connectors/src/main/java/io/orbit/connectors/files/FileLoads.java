package io.orbit.connectors.files;

import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.registry.Words;
import io.orbit.connectors.s3.Locations;
import io.orbit.connectors.storage.FileSink;
import io.orbit.connectors.storage.Location;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes files. */
public final class FileLoads {
    private FileLoads() {}

    public static LoadReceipt csv(StepScope scope, Loads.Csv with, Dataset<Row> rows) throws IOException {
        Map<String, String> options = Map.of(
                "header", String.valueOf(with.header()),
                "sep", with.delimiter(),
                // A quote inside quotes is doubled (RFC 4180); Spark would put a backslash before it.
                "escape", "\"",
                "nullValue", with.nullValue(),
                // Spark reads an unquoted empty field as null: written so, an empty text would come back as one.
                "emptyValue", "\"\"",
                "compression", Words.of(with.compression()));
        return load(
                scope,
                Locations.sink(scope, with.connection(), with.path()),
                "csv",
                options,
                with.partitionBy(),
                with.mode(),
                rows);
    }

    public static LoadReceipt json(StepScope scope, Loads.Json with, Dataset<Row> rows) throws IOException {
        Map<String, String> options = Map.of(
                "ignoreNullFields", String.valueOf(with.skipNulls()), "compression", Words.of(with.compression()));
        return load(
                scope,
                Locations.sink(scope, with.connection(), with.path()),
                "json",
                options,
                with.partitionBy(),
                with.mode(),
                rows);
    }

    public static LoadReceipt parquet(StepScope scope, Loads.Parquet with, Dataset<Row> rows) throws IOException {
        Map<String, String> options = Map.of("compression", Words.of(with.compression()));
        return load(
                scope,
                Locations.sink(scope, with.connection(), with.path()),
                "parquet",
                options,
                with.partitionBy(),
                with.mode(),
                rows);
    }

    public static LoadReceipt avro(StepScope scope, Loads.Avro with, Dataset<Row> rows) throws IOException {
        Map<String, String> options = Map.of("compression", with.compression().codec);
        return load(
                scope,
                Locations.sink(scope, with.connection(), with.path()),
                "avro",
                options,
                with.partitionBy(),
                with.mode(),
                rows);
    }

    private static LoadReceipt load(
            StepScope scope,
            Location folder,
            String format,
            Map<String, String> options,
            List<String> partitionBy,
            FileSink.Mode mode,
            Dataset<Row> rows)
            throws IOException {
        FileSink.Target target = new FileSink.Target(folder, format, options, partitionBy, mode);
        return FileSink.load(scope, target, scope.step(), rows);
    }
}
