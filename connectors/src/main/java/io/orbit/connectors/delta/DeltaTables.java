package io.orbit.connectors.delta;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.s3.Locations;
import io.orbit.connectors.storage.Location;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import scala.jdk.javaapi.CollectionConverters;

/** Reads Delta tables. */
public final class DeltaTables {
    private DeltaTables() {}

    /**
     * One version of the table, the same in all attempts of a run, named in the step's result.
     *
     * @throws OrbitException SOURCE_NOT_FOUND when the folder is no Delta table
     */
    public static Dataset<Row> extract(StepScope scope, DeltaExtract with) throws Exception {
        Location table = Locations.source(scope, with.connection(), with.path());
        long newest = newest(scope.spark(), table);
        if (newest < 0) {
            throw new OrbitException(
                    ErrorCode.SOURCE_NOT_FOUND, "%s is not a Delta table. Check 'path'.".formatted(table));
        }
        long version = with.versionAsOf() == null
                ? scope.pinned("version", () -> JsonNodeFactory.instance.numberNode(newest))
                        .asLong()
                : with.versionAsOf();
        scope.result(JsonNodeFactory.instance.objectNode().put("version", version));
        Dataset<Row> rows = scope.spark()
                .read()
                .format("delta")
                .options(table.options())
                .option("versionAsOf", version)
                .load(table.path());
        return SqlText.narrow(scope, rows, with.columns(), with.where(), with.args());
    }

    /** The table's log; Delta keeps it for later calls with the same settings. */
    static DeltaLog log(SparkSession session, Location table) {
        return DeltaLog.forTable(
                session,
                new Path(table.path()),
                scala.collection.immutable.Map.from(CollectionConverters.asScala(table.options())));
    }

    /** @return -1 when there is no table */
    static long newest(SparkSession session, Location table) {
        return log(session, table)
                .update(false, scala.Option.empty(), scala.Option.empty())
                .version();
    }
}
