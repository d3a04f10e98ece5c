package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.explode_outer;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.json.DidYouMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Takes structs and arrays apart. */
public final class Flattening {
    private final Reshapes.Flatten with;

    /** Structs to take apart, and what came out of them; empty for all. */
    private final Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    private Flattening(Reshapes.Flatten with) {
        this.with = with;
        this.wanted.addAll(with.columns());
    }

    /** @throws OrbitException SCHEMA_MISMATCH: no such column, one of another type, or two of one name in the end */
    public static Dataset<Row> flatten(Reshapes.Flatten with, Dataset<Row> rows) {
        for (String name : with.columns()) {
            StructField field = SqlText.field(rows, name);
            if (!(field.dataType() instanceof StructType)) {
                throw type(field, "a struct");
            }
        }
        return new Flattening(with).run(rows);
    }

    private Dataset<Row> run(Dataset<Row> rows) {
        Dataset<Row> flat = structs(rows);
        List<String> left = new ArrayList<>(with.explode());
        while (!left.isEmpty()) {
            Dataset<Row> now = flat;
            String next = left.stream()
                    .filter(name -> Arrays.stream(now.columns()).anyMatch(name::equalsIgnoreCase))
                    .findFirst()
                    .orElseThrow(() -> none(left.get(0), now));
            left.remove(next);
            flat = structs(exploded(flat, next));
        }
        return flat;
    }

    private Dataset<Row> exploded(Dataset<Row> rows, String name) {
        StructField field = SqlText.field(rows, name);
        if (!(field.dataType() instanceof ArrayType array)) {
            throw type(field, "an array");
        }
        if (array.elementType() instanceof StructType && !wanted.isEmpty()) {
            wanted.add(field.name());
        }
        Column items = SqlText.column(field.name());
        List<Column> columns = new ArrayList<>();
        for (String column : rows.columns()) {
            columns.add(
                    column.equals(field.name())
                            ? (with.outer() ? explode_outer(items) : explode(items)).as(column)
                            : SqlText.column(column));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    /** Until there is none left that is to be taken apart. */
    private Dataset<Row> structs(Dataset<Row> rows) {
        List<Column> columns = new ArrayList<>();
        boolean changed = false;
        for (StructField field : rows.schema().fields()) {
            boolean apart = wanted.isEmpty() || wanted.contains(field.name());
            if (apart && field.dataType() instanceof StructType struct) {
                changed = true;
                for (StructField inner : struct.fields()) {
                    String name = field.name() + with.separator() + inner.name();
                    columns.add(
                            SqlText.column(field.name()).getField(inner.name()).as(name));
                    if (!wanted.isEmpty()) {
                        wanted.add(name);
                    }
                }
            } else {
                columns.add(SqlText.column(field.name()));
            }
        }
        if (!changed) {
            return rows;
        }
        return structs(SqlText.distinctNames(
                rows.select(columns.toArray(Column[]::new)), "the flat row", "Choose another 'separator'."));
    }

    private static OrbitException type(StructField field, String wanted) {
        return new OrbitException(
                ErrorCode.SCHEMA_MISMATCH,
                "column '%s' is %s, not %s."
                        .formatted(field.name(), field.dataType().catalogString(), wanted));
    }

    private static OrbitException none(String name, Dataset<Row> rows) {
        List<String> known = Arrays.asList(rows.columns());
        return new OrbitException(
                ErrorCode.SCHEMA_MISMATCH,
                "there is no array '%s' to explode; the flat columns are %s. %s"
                        .formatted(name, known, DidYouMean.hint(name.toLowerCase(Locale.ROOT), known))
                        .strip());
    }
}
