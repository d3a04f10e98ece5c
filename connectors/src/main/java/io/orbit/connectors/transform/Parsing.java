package io.orbit.connectors.transform;

import static org.apache.spark.sql.avro.functions.from_avro;
import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.kafka.AvroText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.avro.Schema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads columns out of a payload that one column holds. */
public final class Parsing {
    private static final String CORRUPT = "_orbit_corrupt";
    private static final String INTACT = "_orbit_intact";
    private static final String READ = "_orbit_read";

    private final Reshapes.Parse with;
    private final Dataset<Row> rows;
    private final String payload;

    private Parsing(Reshapes.Parse with, Dataset<Row> rows) {
        this.with = with;
        this.rows = rows;
        this.payload = SqlText.field(rows, with.column()).name();
    }

    /** @throws OrbitException SCHEMA_MISMATCH (column, its type, a name twice), PARAMETER_INVALID (schema), BAD_ROW */
    public static Dataset<Row> parse(Reshapes.Parse with, Dataset<Row> rows) {
        return new Parsing(with, rows).parse();
    }

    private Dataset<Row> parse() {
        DataType type = rows.schema().apply(payload).dataType();
        boolean text = type.equals(DataTypes.StringType);
        if (with.format() == Reshapes.Format.AVRO ? !type.equals(DataTypes.BinaryType) : !text && !isBinary(type)) {
            throw new OrbitException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "column '%s' is %s; a payload is %s."
                            .formatted(
                                    payload,
                                    type.catalogString(),
                                    with.format() == Reshapes.Format.AVRO ? "binary" : "text or binary"));
        }
        Column value = SqlText.column(payload);
        Dataset<Row> read = rows.withColumn(READ, read(value));
        Column good = value.isNull().or(good());
        if (with.onError() == Reshapes.OnError.FAIL) {
            read = read.filter(good.or(Refusal.refuse(
                    ErrorCode.BAD_ROW,
                    "a payload in column '%s' is not %s of the schema. Correct it, or set onError to 'mark' and let a rule decide."
                            .formatted(payload, with.format()))));
        }
        List<Column> columns = new ArrayList<>();
        for (String name : rows.columns()) {
            if (with.keep() || !name.equals(payload)) {
                columns.add(SqlText.column(name));
            }
        }
        columns.addAll(fields(read, good));
        if (with.onError() == Reshapes.OnError.MARK) {
            Column kept = text ? value : base64(value);
            columns.add(when(good, lit(null)).otherwise(kept).cast("string").as(with.errorColumn()));
        }
        return SqlText.distinctNames(
                read.select(columns.toArray(Column[]::new)),
                "what was read together with what was there",
                "Read it 'into' a struct, or leave columns out before.");
    }

    private List<Column> fields(Dataset<Row> read, Column good) {
        List<Column> fields = new ArrayList<>();
        for (String name : ((StructType) read.schema().apply(READ).dataType()).fieldNames()) {
            if (!name.equals(CORRUPT) && !name.equals(INTACT)) {
                fields.add(col(READ + "." + SqlText.quoted(name)).as(name));
            }
        }
        if (with.into() != null) {
            Column whole = org.apache.spark.sql.functions.struct(fields.toArray(Column[]::new));
            Column there = SqlText.column(payload).isNotNull().and(good);
            return List.of(when(there, whole).as(with.into()));
        }
        // A payload that is partly right is wrong: its fields must not pass for whole.
        return with.onError() == Reshapes.OnError.FAIL
                ? fields
                : Arrays.stream(read.select(fields.toArray(Column[]::new)).columns())
                        .map(name -> when(good, col(READ + "." + SqlText.quoted(name)))
                                .as(name))
                        .toList();
    }

    private Column good() {
        Column mark = with.format() == Reshapes.Format.AVRO
                ? col(READ + "." + INTACT).isNotNull()
                : col(READ + "." + CORRUPT).isNull();
        return col(READ).isNotNull().and(mark);
    }

    private Column read(Column value) {
        return switch (with.format()) {
            case JSON ->
                from_json(
                        value.cast("string"),
                        (StructType) DataType.fromDDL(ddl()),
                        Map.of("mode", "PERMISSIVE", "columnNameOfCorruptRecord", CORRUPT));
            case CSV ->
                from_csv(
                        value.cast("string"),
                        lit(ddl()),
                        Map.of(
                                "mode",
                                "PERMISSIVE",
                                "columnNameOfCorruptRecord",
                                CORRUPT,
                                "sep",
                                with.delimiter(),
                                "escape",
                                "\""));
            case AVRO -> {
                Schema written = AvroText.record(with.schema());
                String reader = AvroText.withMark(written, INTACT).toString();
                yield from_avro(value, written.toString(), Map.of("mode", "PERMISSIVE", "avroSchema", reader));
            }
        };
    }

    private String ddl() {
        JsonNode schema = with.schema();
        if (!schema.isObject() || schema.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID, "'schema' must name the fields: {\"field\": \"type\", …}.");
        }
        StringJoiner ddl = new StringJoiner(", ");
        schema.properties()
                .forEach(field -> ddl.add(
                        SqlText.quoted(field.getKey()) + " " + field.getValue().asText()));
        return ddl.add(CORRUPT + " STRING").toString();
    }

    private static boolean isBinary(DataType type) {
        return type.equals(DataTypes.BinaryType);
    }
}
