package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.udf;

import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.LongAccumulator;

/**
 * Conditions that are never true and do something where they are asked, to stand behind an {@code OR}: {@code good OR
 * refuse(…)}. Spark asks them only for rows that are not good, and moves them nowhere.
 */
final class Refusal {
    private Refusal() {}

    /** Fails the step. */
    static Column refuse(ErrorCode code, String message) {
        return asked(new Refuse(code, message));
    }

    /** Says {@code warning} once, at the segment's end. */
    static Column warn(StepScope scope, String warning) {
        LongAccumulator seen = scope.spark().sparkContext().longAccumulator();
        scope.atEnd(() -> {
            if (seen.value() > 0) {
                scope.warn(warning);
            }
        });
        return asked(new Note(seen));
    }

    private static Column asked(UDF0<Boolean> condition) {
        return udf(condition, DataTypes.BooleanType).asNondeterministic().apply();
    }

    private record Refuse(ErrorCode code, String message) implements UDF0<Boolean> {
        @Override
        public Boolean call() {
            throw new OrbitException(code, message);
        }
    }

    private record Note(LongAccumulator seen) implements UDF0<Boolean> {
        @Override
        public Boolean call() {
            seen.add(1L);
            return false;
        }
    }
}
