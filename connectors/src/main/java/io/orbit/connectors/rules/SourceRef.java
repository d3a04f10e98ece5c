package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.transform.SqlText;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Where a row came from, as far as it can be told at the step that puts it aside. */
final class SourceRef {
    /** What Spark knows of the file behind a row, hidden beside the columns. */
    private static final String METADATA = "_metadata";

    private SourceRef() {}

    /**
     * A struct of {@code topic, partition, offset, file, row, key}, each null when it is not known: the coordinates in
     * Kafka when the rows have such columns, the file and, in Parquet, the number of the row in it, when no step between
     * has made other rows of them.
     */
    static Column of(StepScope scope, Rules rules, Dataset<Row> rows) {
        boolean kafka = is(rows, "partition", DataTypes.IntegerType) && is(rows, "offset", DataTypes.LongType);
        StructType hidden = metadata(rows);
        Column file = lit(null);
        Column row = lit(null);
        if (hidden != null) {
            Column path = col(METADATA + ".file_path");
            // What this run left between its segments is no source.
            Column source = path.contains("/datasets/" + scope.runId().replaceFirst("~\\d+$", ""));
            file = when(source, lit(null)).otherwise(path);
            if (Arrays.asList(hidden.fieldNames()).contains("row_index")) {
                row = when(source, lit(null)).otherwise(col(METADATA + ".row_index"));
            }
        }
        Column key = rules.key().isEmpty() ? lit(null) : to_json(struct(SqlText.columns(rows, rules.key())));
        return struct(
                (kafka && is(rows, "topic", DataTypes.StringType) ? col("topic") : lit(null))
                        .cast("string")
                        .as("topic"),
                (kafka ? col("partition") : lit(null)).cast("int").as("partition"),
                (kafka ? col("offset") : lit(null)).cast("bigint").as("offset"),
                file.cast("string").as("file"),
                row.cast("bigint").as("row"),
                key.cast("string").as("key"));
    }

    private static boolean is(Dataset<Row> rows, String name, DataType type) {
        for (StructField field : rows.schema().fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.dataType().equals(type);
            }
        }
        return false;
    }

    /** What the one file source under these rows offers; null when there is none, or there are several. */
    private static @org.jspecify.annotations.Nullable StructType metadata(Dataset<Row> rows) {
        List<Attribute> hidden = CollectionConverters.asJava(((org.apache.spark.sql.classic.Dataset<?>) rows)
                        .queryExecution()
                        .analyzed()
                        .metadataOutput())
                .stream()
                .filter(attribute -> attribute.name().equals(METADATA))
                .toList();
        boolean own = Arrays.stream(rows.columns()).anyMatch(METADATA::equalsIgnoreCase);
        return !own
                        && hidden.size() == 1
                        && hidden.get(0).dataType() instanceof StructType type
                        && Arrays.asList(type.fieldNames()).contains("file_path")
                ? type
                : null;
    }
}
