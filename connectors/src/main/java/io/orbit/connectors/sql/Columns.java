package io.orbit.connectors.sql;

import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Which columns of the rows go where, and how. Dates and the like become text inside Spark, whose calendar is that of
 * the server; java.sql.Date has another before 1582.
 *
 * @param names in the table, in the order of the rows
 * @param rows the rows, with only such columns as {@code encodings} can write
 */
public record Columns(List<String> names, List<Encoding> encodings, Dataset<Row> rows) {

    /** @throws OrbitException SCHEMA_MISMATCH when the table lacks a column or there is no way to write one */
    static Columns of(Dialect dialect, Target target, Dataset<Row> rows) {
        List<String> names = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<Encoding> encodings = new ArrayList<>();
        List<Column> projected = new ArrayList<>();
        for (StructField field : rows.schema().fields()) {
            String name = target.column(field.name());
            if (name == null) {
                missing.add(field.name());
                continue;
            }
            // MySQL has no arrays; there a list is a JSON text.
            boolean json = dialect == Dialect.MYSQL
                    || String.valueOf(target.types().get(name)).startsWith("json");
            Encoding encoding = encoding(dialect, field, json);
            names.add(name);
            encodings.add(encoding);
            projected.add(projected(field, encoding).as(field.name()));
        }
        if (!missing.isEmpty() || names.size() != names.stream().distinct().count()) {
            throw new OrbitException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "table %s has no column for %s; it has %s. Select or rename columns before the load, or add them to the table."
                            .formatted(target.name(), missing, target.types().keySet()));
        }
        return new Columns(names, encodings, rows.select(projected.toArray(Column[]::new)));
    }

    private static Encoding encoding(Dialect dialect, StructField field, boolean json) {
        DataType type = field.dataType();
        if (type instanceof ArrayType array && !json) {
            boolean simple = scalar(array.elementType());
            if (!simple || array.elementType() instanceof TimestampType) {
                throw unknown(dialect, field);
            }
            return Encoding.ARRAY;
        }
        if (type instanceof BinaryType) {
            return Encoding.BYTES;
        }
        if (type instanceof TimestampType) {
            return Encoding.MICROS;
        }
        if (type instanceof StringType
                || type instanceof DateType
                || type instanceof TimestampNTZType
                || type instanceof StructType
                || type instanceof MapType
                || type instanceof ArrayType) {
            return Encoding.TEXT;
        }
        if (!scalar(type)) {
            throw unknown(dialect, field);
        }
        return Encoding.PLAIN;
    }

    private static boolean scalar(DataType type) {
        return type instanceof BooleanType
                || type instanceof org.apache.spark.sql.types.NumericType
                || type instanceof StringType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType;
    }

    private static Column projected(StructField field, Encoding encoding) {
        Column column = functions.col(SqlText.quoted(field.name()));
        return switch (encoding) {
            case PLAIN, BYTES -> column;
            case MICROS -> functions.unix_micros(column);
            case ARRAY -> column.cast("array<string>");
            case TEXT -> nested(field.dataType()) ? functions.to_json(column) : column.cast("string");
        };
    }

    private static boolean nested(DataType type) {
        return type instanceof StructType || type instanceof MapType || type instanceof ArrayType;
    }

    /** For a column that has no type at the server. */
    public static OrbitException unknown(Dialect dialect, StructField field) {
        return new OrbitException(
                ErrorCode.SCHEMA_MISMATCH,
                "column '%s' of type %s cannot be written to %s. Cast it before the load."
                        .formatted(field.name(), field.dataType().simpleString(), dialect.product()));
    }
}
