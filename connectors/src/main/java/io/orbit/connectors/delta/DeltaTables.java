package io.orbit.connectors.delta;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.delta.tables.DeltaTable;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/** Reads Delta tables. */
public final class DeltaTables {
    private DeltaTables() {}

    /**
     * One version of the table, the same in all attempts of a run, named in the step's result.
     *
     * @throws OrbitException SOURCE_NOT_FOUND when the folder is no Delta table
     */
    public static Dataset<Row> extract(StepScope scope, DeltaExtract with) throws Exception {
        Path table = scope.path(with.path());
        if (!DeltaTable.isDeltaTable(scope.spark(), table.toString())) {
            throw new OrbitException(
                    ErrorCode.SOURCE_NOT_FOUND, "%s is not a Delta table. Check 'path'.".formatted(table));
        }
        long version = with.versionAsOf() == null
                ? scope.pinned("version", () -> JsonNodeFactory.instance.numberNode(newest(scope.spark(), table)))
                        .asLong()
                : with.versionAsOf();
        scope.result(JsonNodeFactory.instance.objectNode().put("version", version));
        Dataset<Row> rows = scope.spark()
                .read()
                .format("delta")
                .option("versionAsOf", version)
                .load(table.toString());
        return SqlText.narrow(scope, rows, with.columns(), with.where(), with.args());
    }

    /** @return -1 when there is no table */
    static long newest(SparkSession session, Path table) {
        return DeltaLog.forTable(session, table.toString())
                .update(false, scala.Option.empty(), scala.Option.empty())
                .version();
    }
}
