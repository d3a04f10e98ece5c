package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Puts defaults where nothing is. */
public final class Fillings {
    private Fillings() {}

    /** @throws OrbitException SCHEMA_MISMATCH: no such column; PARAMETER_INVALID: a default of another type */
    public static Dataset<Row> fill(StepScope scope, Enrichments.FillNulls with, Dataset<Row> rows) {
        Map<String, Column> defaults = new TreeMap<>();
        List<Column> probes = new ArrayList<>();
        List<StructField> filled = new ArrayList<>();
        with.defaults().forEach((name, value) -> {
            StructField field = SqlText.field(rows, name);
            check(field, value);
            Column literal = lit(SqlText.value(name, value)).try_cast(field.dataType());
            defaults.put(field.name(), literal);
            probes.add(literal);
            filled.add(field);
        });
        // Computed while the plan is made, without a job.
        Row values = scope.spark()
                .createDataFrame(List.of(RowFactory.create()), new StructType())
                .select(probes.toArray(Column[]::new))
                .head();
        for (int at = 0; at < filled.size(); at++) {
            if (values.isNullAt(at)) {
                throw invalid(filled.get(at), "does not fit into it");
            }
        }
        return rows.select(Arrays.stream(rows.columns())
                .map(name -> defaults.containsKey(name)
                        ? coalesce(SqlText.column(name), defaults.get(name)).as(name)
                        : SqlText.column(name))
                .toArray(Column[]::new));
    }

    private static void check(StructField field, JsonNode value) {
        DataType type = field.dataType();
        boolean fits;
        if (type instanceof IntegralType) {
            fits = value.isIntegralNumber();
        } else if (type instanceof NumericType) {
            fits = value.isNumber();
        } else if (type instanceof BooleanType) {
            fits = value.isBoolean();
        } else {
            boolean written = type instanceof StringType
                    || type instanceof DateType
                    || type instanceof TimestampType
                    || type instanceof TimestampNTZType;
            fits = written && value.isTextual();
        }
        if (!fits) {
            throw invalid(field, "is of another type");
        }
    }

    private static OrbitException invalid(StructField field, String why) {
        return new OrbitException(
                ErrorCode.PARAMETER_INVALID,
                "column '%s' is %s, and its default %s."
                        .formatted(field.name(), field.dataType().catalogString(), why));
    }
}
