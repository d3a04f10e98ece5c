package io.orbit.connectors.files;

import io.orbit.connectors.method.StepScope;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Reads files. */
public final class FileExtracts {
    private FileExtracts() {}

    public static Dataset<Row> csv(StepScope scope, CsvExtract with) {
        DataFrameReader reader = scope.spark()
                .read()
                .format("csv")
                .option("header", with.header())
                .option("sep", with.delimiter())
                .option("multiLine", with.multiLine())
                .option("nullValue", with.nullValue())
                .option("mode", with.badRecords().mode())
                .option("inferSchema", with.inferSchema())
                // Columns that changed places in the file must not change places in the data.
                .option("enforceSchema", false);
        return load(scope, schema(reader, with.schema(), with.corruptColumn()), with.path());
    }

    static DataFrameReader schema(DataFrameReader reader, Map<String, String> schema, @Nullable String corruptColumn) {
        if (schema.isEmpty()) {
            return reader;
        }
        StringJoiner ddl = new StringJoiner(", ");
        schema.forEach((name, type) -> ddl.add("`" + name.replace("`", "``") + "` " + type));
        if (corruptColumn != null) {
            ddl.add("`" + corruptColumn.replace("`", "``") + "` STRING");
            reader.option("columnNameOfCorruptRecord", corruptColumn);
        }
        return reader.schema(ddl.toString());
    }

    static Dataset<Row> load(StepScope scope, DataFrameReader reader, String path) {
        return reader.load(scope.path(path).toString());
    }
}
