package io.orbit.connectors.postgres;

import io.orbit.connectors.sql.Columns;
import io.orbit.connectors.sql.Dialect;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** What columns of new tables are made of. */
final class PostgresTypes {
    private PostgresTypes() {}

    /** What a new table has for a column of the rows. */
    static String of(StructField field) {
        DataType type = field.dataType();
        if (type instanceof ArrayType array) {
            return of(new StructField(field.name(), array.elementType(), true, field.metadata())) + "[]";
        }
        if (type instanceof DecimalType decimal) {
            return "numeric(%d,%d)".formatted(decimal.precision(), decimal.scale());
        }
        if (type instanceof BooleanType) {
            return "boolean";
        }
        if (type instanceof ByteType || type instanceof ShortType) {
            return "smallint";
        }
        if (type instanceof IntegerType) {
            return "integer";
        }
        if (type instanceof LongType) {
            return "bigint";
        }
        if (type instanceof FloatType) {
            return "real";
        }
        if (type instanceof DoubleType) {
            return "double precision";
        }
        if (type instanceof DateType) {
            return "date";
        }
        if (type instanceof TimestampType) {
            return "timestamp with time zone";
        }
        if (type instanceof TimestampNTZType) {
            return "timestamp";
        }
        if (type instanceof BinaryType) {
            return "bytea";
        }
        if (type instanceof StructType || type instanceof MapType) {
            return "jsonb";
        }
        if (type instanceof StringType) {
            return "text";
        }
        throw Columns.unknown(Dialect.POSTGRES, field);
    }
}
