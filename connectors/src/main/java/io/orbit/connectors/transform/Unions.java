package io.orbit.connectors.transform;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/** Looks whether inputs fit under each other: Spark would turn text into numbers, and fail at a row in the middle. */
final class Unions {
    private Unions() {}

    /** @throws OrbitException SCHEMA_MISMATCH */
    static void check(Shapes.Union with, Dataset<Row> all, String name, Dataset<Row> next) {
        boolean byName = with.by() == Shapes.By.NAME;
        StructField[] ours = all.schema().fields();
        StructField[] theirs = next.schema().fields();
        if (!byName && ours.length != theirs.length) {
            throw mismatch("input '%s' has %d columns, and the first %d.".formatted(name, theirs.length, ours.length));
        }
        for (int at = 0; at < ours.length; at++) {
            if (!byName) {
                compare(name, ours[at], theirs[at]);
            } else if (has(next, ours[at])) {
                compare(name, ours[at], SqlText.field(next, ours[at].name()));
            } else if (!with.fillMissing()) {
                throw lacks("input '%s'".formatted(name), next, ours[at]);
            }
        }
        if (byName && !with.fillMissing()) {
            for (StructField field : theirs) {
                if (!has(all, field)) {
                    throw lacks("the first input", all, field);
                }
            }
        }
    }

    private static void compare(String name, StructField ours, StructField theirs) {
        boolean numbers = ours.dataType() instanceof NumericType && theirs.dataType() instanceof NumericType;
        if (!numbers && !DataType.equalsIgnoreNullability(ours.dataType(), theirs.dataType())) {
            throw mismatch("column '%s' is %s in input '%s', and '%s' is %s in the first. Use UserMethods.cast before."
                    .formatted(
                            theirs.name(),
                            theirs.dataType().catalogString(),
                            name,
                            ours.name(),
                            ours.dataType().catalogString()));
        }
    }

    private static boolean has(Dataset<Row> rows, StructField field) {
        return Arrays.stream(rows.columns()).anyMatch(field.name()::equalsIgnoreCase);
    }

    private static OrbitException lacks(String who, Dataset<Row> rows, StructField field) {
        return mismatch("%s lacks column '%s'; it has %s. Set 'fillMissing' to have null there."
                .formatted(who, field.name(), Arrays.asList(rows.columns())));
    }

    private static OrbitException mismatch(String message) {
        return new OrbitException(ErrorCode.SCHEMA_MISMATCH, message);
    }
}
