package io.orbit.connectors.kafka;

import static org.apache.spark.sql.avro.functions.from_avro;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.FileSink;
import io.orbit.connectors.storage.LocalLocation;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.avro.Schema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of records into columns, and decides about those that cannot be turned. */
final class Decoding {
    private static final String CORRUPT = "_orbit_corrupt";
    private static final String INTACT = "_orbit_intact";
    private static final String DECODED = "_orbit_decoded";
    private static final Column VALUE = col("value");

    private final KafkaExtract with;
    private final @Nullable Column decoded;

    private Decoding(KafkaExtract with, @Nullable Column decoded) {
        this.with = with;
        this.decoded = decoded;
    }

    /** @throws OrbitException PARAMETER_INVALID when the schema is missing or is none */
    static Decoding of(KafkaExtract with) {
        if (with.onDecodeError() == KafkaExtract.BadValues.QUARANTINE && with.quarantine() == null) {
            throw invalid("onDecodeError 'quarantine' needs the folder 'quarantine'.");
        }
        Column decoded = switch (with.format()) {
            case STRING, BYTES -> null;
            case JSON -> json(with.schema());
            case AVRO -> avro(with.schema());
        };
        return new Decoding(with, decoded);
    }

    /** @throws IOException when the quarantine cannot be written */
    Dataset<Row> decode(StepScope scope, Dataset<Row> records) throws IOException {
        List<Column> columns = new ArrayList<>();
        if (decoded == null) {
            boolean text = with.format() == KafkaExtract.Format.STRING;
            columns.add(text ? VALUE.cast("string").as("value") : VALUE);
            return finish(columns, records);
        }
        Dataset<Row> all = records.withColumn(DECODED, decoded);
        StructType fields = (StructType) all.schema().apply(DECODED).dataType();
        for (String field : fields.fieldNames()) {
            if (!field.equals(CORRUPT) && !field.equals(INTACT)) {
                columns.add(col(DECODED + "." + SqlText.quoted(field)).as(field));
            }
        }
        Column good = col(DECODED).isNotNull();
        good = good.and(
                with.format() == KafkaExtract.Format.JSON
                        ? col(DECODED + "." + CORRUPT).isNull()
                        : col(DECODED + "." + INTACT).isNotNull());
        // A record without a value is a deletion, and decodes to no value in any column.
        return finish(columns, withoutBad(scope, all, VALUE.isNull().or(good)));
    }

    private Dataset<Row> withoutBad(StepScope scope, Dataset<Row> all, Column good) throws IOException {
        return switch (with.onDecodeError()) {
            case FAIL -> all.filter(good.or(decide(new Refuse(with.topic()))));
            case DROP -> {
                LongAccumulator dropped = scope.spark().sparkContext().longAccumulator();
                scope.atEnd(() -> {
                    if (dropped.value() > 0) {
                        scope.warn(
                                "dropped %d record(s) whose value is not %s".formatted(dropped.value(), with.format()));
                    }
                });
                yield all.filter(good.or(decide(new Drop(dropped))));
            }
            case QUARANTINE -> {
                quarantine(scope, all.filter(not(good)));
                yield all.filter(good);
            }
        };
    }

    /** Costs a pass over the range of its own; the manifest in the folder makes it happen once per run. */
    private void quarantine(StepScope scope, Dataset<Row> bad) throws IOException {
        long rows = 0;
        if (!bad.isEmpty() && with.quarantine() != null) {
            Dataset<Row> records = bad.selectExpr(
                    "'" + scope.runId() + "' AS run_id",
                    "'" + scope.step() + "' AS step_id",
                    "'value is not " + with.format() + "' AS error",
                    "topic",
                    "partition",
                    "offset",
                    "timestamp",
                    "key",
                    "value");
            LoadReceipt receipt = FileSink.load(
                    scope,
                    new FileSink.Target(
                            new LocalLocation(scope.path(with.quarantine())),
                            "parquet",
                            Map.of(),
                            List.of(),
                            FileSink.Mode.APPEND),
                    scope.step() + ".quarantine",
                    records);
            rows = receipt.rows();
            scope.warn(
                    "put %d record(s) whose value is not %s into %s".formatted(rows, with.format(), with.quarantine()));
        }
        scope.metric("quarantined", rows);
    }

    private Dataset<Row> finish(List<Column> columns, Dataset<Row> records) {
        for (KafkaExtract.Metadata item : with.metadata()) {
            String name = item.name().toLowerCase(Locale.ROOT);
            boolean text = item == KafkaExtract.Metadata.KEY && with.format() != KafkaExtract.Format.BYTES;
            Column column = col(name);
            columns.add(text ? column.cast("string").as(name) : column);
        }
        Dataset<Row> rows = records.select(columns.toArray(Column[]::new));
        List<String> names = List.of(rows.columns());
        for (String name : names) {
            if (names.stream().filter(name::equalsIgnoreCase).count() > 1) {
                throw invalid("column '%s' is in the schema and in 'metadata'.".formatted(name));
            }
        }
        return rows;
    }

    private static Column decide(UDF2<Integer, Long, Boolean> about) {
        return udf(about, DataTypes.BooleanType)
                // Must not be moved to where it would see good records.
                .asNondeterministic()
                .apply(col("partition"), col("offset"));
    }

    private static Column json(@Nullable JsonNode schema) {
        if (schema == null || !schema.isObject() || schema.isEmpty()) {
            throw invalid("format 'json' needs 'schema': {\"column\": \"type\", …}.");
        }
        StringJoiner ddl = new StringJoiner(", ");
        schema.properties()
                .forEach(field -> ddl.add(
                        SqlText.quoted(field.getKey()) + " " + field.getValue().asText()));
        StructType type = StructType.fromDDL(ddl.toString()).add(CORRUPT, DataTypes.StringType);
        return from_json(
                VALUE.cast("string"), type, Map.of("mode", "PERMISSIVE", "columnNameOfCorruptRecord", CORRUPT));
    }

    /** A value that cannot be decoded gives a record of nulls: only the mark tells it from one that holds them. */
    private static Column avro(@Nullable JsonNode schema) {
        Schema written = AvroText.record(schema);
        String read = AvroText.withMark(written, INTACT).toString();
        return from_avro(VALUE, written.toString(), Map.of("mode", "PERMISSIVE", "avroSchema", read));
    }

    private static OrbitException invalid(String message) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, message);
    }

    private record Refuse(String topic) implements UDF2<Integer, Long, Boolean> {
        @Override
        public Boolean call(Integer partition, Long offset) {
            throw new OrbitException(
                    ErrorCode.BAD_ROW,
                    ("the record at offset %d of partition %d of topic '%s' does not fit the schema. Correct"
                                    + " the schema, or say what to do with such records in 'onDecodeError'.")
                            .formatted(offset, partition, topic));
        }
    }

    private record Drop(LongAccumulator dropped) implements UDF2<Integer, Long, Boolean> {
        @Override
        public Boolean call(Integer partition, Long offset) {
            dropped.add(1L);
            return false;
        }
    }
}
