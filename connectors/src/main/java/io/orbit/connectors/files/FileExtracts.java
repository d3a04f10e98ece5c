package io.orbit.connectors.files;

import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.s3.Locations;
import io.orbit.connectors.storage.Location;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Reads files. */
public final class FileExtracts {
    private FileExtracts() {}

    public static Dataset<Row> csv(StepScope scope, CsvExtract with) throws Exception {
        DataFrameReader reader = scope.spark()
                .read()
                .format("csv")
                .option("header", with.header())
                .option("sep", with.delimiter())
                .option("multiLine", with.multiLine())
                // A quote inside quotes is doubled (RFC 4180); Spark would expect a backslash.
                .option("escape", "\"")
                .option("nullValue", with.nullValue())
                .option("mode", with.badRecords().mode())
                .option("inferSchema", with.inferSchema())
                // Columns that changed places in the file must not change places in the data.
                .option("enforceSchema", false);
        formats(reader, with.dateFormat(), with.timestampFormat());
        schema(reader, with.schema(), with.corruptColumn());
        return load(scope, reader, with.connection(), with.path());
    }

    /** @throws OrbitException PARAMETER_INVALID with neither a schema nor leave to infer one */
    public static Dataset<Row> json(StepScope scope, JsonExtract with) throws Exception {
        if (with.schema().isEmpty() && !with.inferSchema()) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "JSON has no types of its own: give 'schema', or set 'inferSchema' to true, which reads the data"
                            + " twice.");
        }
        DataFrameReader reader = scope.spark()
                .read()
                .format("json")
                .option("multiLine", with.multiLine())
                .option("mode", with.badRecords().mode());
        formats(reader, with.dateFormat(), with.timestampFormat());
        schema(reader, with.schema(), with.corruptColumn());
        return load(scope, reader, with.connection(), with.path());
    }

    /** @param format {@code parquet} or {@code avro} */
    public static Dataset<Row> columnar(StepScope scope, String format, ColumnarExtract with) throws Exception {
        Dataset<Row> rows = load(scope, scope.spark().read().format(format), with.connection(), with.path());
        return SqlText.narrow(scope, rows, with.columns(), with.where(), with.args());
    }

    private static void formats(DataFrameReader reader, @Nullable String date, @Nullable String timestamp) {
        if (date != null) {
            reader.option("dateFormat", date);
        }
        if (timestamp != null) {
            reader.option("timestampFormat", timestamp);
        }
    }

    private static void schema(DataFrameReader reader, Map<String, String> schema, @Nullable String corruptColumn) {
        if (schema.isEmpty()) {
            if (corruptColumn != null) {
                throw new OrbitException(ErrorCode.PARAMETER_INVALID, "'corruptColumn' needs a 'schema'.");
            }
            return;
        }
        StringJoiner ddl = new StringJoiner(", ");
        schema.forEach((name, type) -> ddl.add(SqlText.quoted(name) + " " + type));
        if (corruptColumn != null) {
            ddl.add(SqlText.quoted(corruptColumn) + " STRING");
            reader.option("columnNameOfCorruptRecord", corruptColumn);
        }
        reader.schema(ddl.toString());
    }

    /** The files of each place, with the columns that its partition folders give; places one after the other. */
    private static Dataset<Row> load(StepScope scope, DataFrameReader reader, @Nullable String connection, String path)
            throws Exception {
        Location location = Locations.source(scope, connection, path);
        reader.options(location.options());
        Dataset<Row> all = null;
        for (PinnedFiles.Root root : PinnedFiles.of(scope, location)) {
            Dataset<Row> rows = root.files().isEmpty()
                    ? reader.load(root.path()).limit(0)
                    : reader.option("basePath", root.base()).load(root.files().toArray(String[]::new));
            all = all == null ? rows : all.unionByName(rows);
        }
        return Objects.requireNonNull(all);
    }
}
