package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Gives columns other types. */
public final class Casting {
    private Casting() {}

    /**
     * @throws OrbitException SCHEMA_MISMATCH: no such column, or 'errorColumn' is there; Spark's ParseException when a type
     *     is none
     */
    public static Dataset<Row> cast(Shapes.Cast with, Dataset<Row> rows) {
        SqlText.check(rows, with.columns().keySet());
        boolean mark = with.onError() == Reshapes.OnError.MARK;
        if (mark) {
            SqlText.checkFree(rows, with.errorColumn(), "Choose another 'errorColumn'.");
        }
        Map<String, String> types = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        types.putAll(with.columns());
        List<Column> columns = new ArrayList<>();
        List<Column> errors = new ArrayList<>();
        Column failed = lit(false);
        for (String name : rows.columns()) {
            Column value = SqlText.column(name);
            String type = types.get(name);
            if (type == null) {
                columns.add(value);
                continue;
            }
            Column tried = value.try_cast(type);
            columns.add((with.onError() == Reshapes.OnError.FAIL ? value.cast(type) : tried).as(name));
            Column bad = value.isNotNull().and(tried.isNull());
            failed = failed.or(bad);
            errors.add(
                    when(bad, struct(lit(name).as("key"), value.cast("string").as("value"))));
        }
        if (mark) {
            Column entries = array_compact(array(errors.toArray(Column[]::new)));
            columns.add(when(failed, map_from_entries(entries)).as(with.errorColumn()));
        }
        return rows.select(columns.toArray(Column[]::new));
    }
}
