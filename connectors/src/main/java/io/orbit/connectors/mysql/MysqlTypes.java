package io.orbit.connectors.mysql;

import io.orbit.connectors.sql.Columns;
import io.orbit.connectors.sql.Dialect;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What columns of new tables are made of. */
final class MysqlTypes {
    private static final Map<DataType, String> SIMPLE = Map.ofEntries(
            Map.entry(DataTypes.BooleanType, "boolean"),
            Map.entry(DataTypes.ByteType, "tinyint"),
            Map.entry(DataTypes.ShortType, "smallint"),
            Map.entry(DataTypes.IntegerType, "int"),
            Map.entry(DataTypes.LongType, "bigint"),
            Map.entry(DataTypes.FloatType, "float"),
            Map.entry(DataTypes.DoubleType, "double"),
            Map.entry(DataTypes.DateType, "date"),
            // Not TIMESTAMP, which ends in 2038. The values are in UTC.
            Map.entry(DataTypes.TimestampType, "datetime(6)"),
            Map.entry(DataTypes.TimestampNTZType, "datetime(6)"));

    private MysqlTypes() {}

    /** @param key true when an index needs a length */
    static String of(StructField field, boolean key) {
        DataType type = field.dataType();
        if (type instanceof DecimalType decimal) {
            return "decimal(%d,%d)".formatted(decimal.precision(), decimal.scale());
        }
        if (type instanceof StructType || type instanceof MapType || type instanceof ArrayType) {
            return "json";
        }
        if (type.equals(DataTypes.StringType)) {
            return key ? "varchar(255)" : "longtext";
        }
        if (type.equals(DataTypes.BinaryType)) {
            return key ? "varbinary(255)" : "longblob";
        }
        String simple = SIMPLE.get(type);
        if (simple == null) {
            throw Columns.unknown(Dialect.MYSQL, field);
        }
        return simple;
    }
}
