package io.orbit.connectors.transform;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.orbit.connectors.method.Inputs;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Adds columns of a small data set. */
public final class Lookups {
    private static final String KEY = "_orbit_key_";
    private static final String FOUND = "_orbit_found";
    private static final String TIMES = "_orbit_times";

    private Lookups() {}

    /**
     * One row for each row, or fewer when those that are not found are dropped; never more.
     *
     * @throws OrbitException SCHEMA_MISMATCH: no such column, or one of that name is there; when the rows are computed,
     *     VALIDATION_FAILED: a row is not found and may not be, or is found twice
     */
    public static Dataset<Row> lookup(Enrichments.Lookup with, Inputs inputs) {
        Dataset<Row> rows = inputs.first();
        Dataset<Row> other = inputs.named(with.dataset());
        SqlText.check(rows, with.keys().keySet());
        with.add().forEach(name -> SqlText.checkFree(rows, name, "Rename one of them with UserMethods.select before."));
        Dataset<Row> joined =
                rows.join(broadcast(known(with, other)), same(with), "left").filter(passes(with));
        List<Column> columns = new ArrayList<>();
        Arrays.stream(rows.columns()).map(SqlText::column).forEach(columns::add);
        with.add().forEach(name -> columns.add(col(FOUND).getField(name).as(name)));
        return joined.select(columns.toArray(Column[]::new));
    }

    /** One row of each key, with the number that there were. */
    private static Dataset<Row> known(Enrichments.Lookup with, Dataset<Row> other) {
        Column[] theirs = SqlText.columns(other, with.keys().values());
        List<Column> columns = new ArrayList<>();
        Column complete = lit(true);
        List<Column> keys = new ArrayList<>();
        for (int at = 0; at < theirs.length; at++) {
            columns.add(theirs[at].as(KEY + at));
            keys.add(col(KEY + at));
            complete = complete.and(col(KEY + at).isNotNull());
        }
        columns.add(struct(SqlText.columns(other, with.add())).as(FOUND));
        return other.select(columns.toArray(Column[]::new))
                .filter(complete)
                .groupBy(keys.toArray(Column[]::new))
                .agg(first(FOUND).as(FOUND), count(lit(1)).as(TIMES));
    }

    private static Column same(Enrichments.Lookup with) {
        Column same = lit(true);
        int at = 0;
        for (String ours : with.keys().keySet()) {
            same = same.and(SqlText.column(ours).equalTo(col(KEY + at++)));
        }
        return same;
    }

    private static Column passes(Enrichments.Lookup with) {
        Column missing = col(TIMES).isNull();
        Column once = col(TIMES)
                .equalTo(1)
                .or(Refusal.refuse(
                        ErrorCode.VALIDATION_FAILED,
                        "'%s' has several rows of one key by %s, and a lookup needs one. Put UserMethods.deduplicate before it."
                                .formatted(with.dataset(), with.keys().values())));
        return switch (with.onMissing()) {
            case NULL -> missing.or(once);
            case DROP -> not(missing).and(once);
            case FAIL ->
                not(missing)
                        .or(Refusal.refuse(
                                ErrorCode.VALIDATION_FAILED,
                                "a row is not in '%s' by %s, and onMissing is 'fail'."
                                        .formatted(with.dataset(), with.keys().keySet())))
                        .and(once);
        };
    }
}
