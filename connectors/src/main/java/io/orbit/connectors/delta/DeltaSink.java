package io.orbit.connectors.delta;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.method.ZeroRows;
import io.orbit.connectors.s3.Locations;
import io.orbit.connectors.storage.Location;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/**
 * Loads rows into a Delta table, exactly once per run: the commit carries the transaction id
 * {@code orbit:<pipeline>:<name>:<run>}, and Delta skips a second commit that carries it. So neither a retry nor a stale
 * attempt changes a table that has been committed to. A stream is one such id, and its micro-batches are the versions of
 * it: Delta skips one that is not newer than the newest it has seen.
 */
public final class DeltaSink {
    private final StepScope scope;
    private final SparkSession session;
    private final Location table;
    private final String transaction;
    private final String version;

    /** What the commit is found by; told from all others. */
    private final String mark;

    private DeltaSink(StepScope scope, Location table, String name) {
        this.scope = scope;
        this.session = scope.spark();
        this.table = table;
        this.transaction = "orbit:%s:%s:%s".formatted(scope.pipeline(), name, scope.series());
        this.version = Long.toString(scope.number());
        this.mark = "orbit:%s:%s:%s".formatted(scope.pipeline(), name, scope.runId());
    }

    /** @throws OrbitException PARAMETER_INVALID for a merge without keys; EMPTY_INPUT for an overwrite with nothing */
    public static LoadReceipt load(StepScope scope, DeltaLoad with, Dataset<Row> rows) throws IOException {
        DeltaSink sink = new DeltaSink(scope, Locations.sink(scope, with.connection(), with.path()), scope.step());
        return switch (with.mode()) {
            case APPEND -> sink.write("append", with, rows);
            case OVERWRITE -> sink.overwrite(with, rows);
            case MERGE -> sink.merge(with, rows);
        };
    }

    /**
     * Appends with default settings.
     *
     * @param name tells the loads of one run into one table apart
     */
    public static LoadReceipt append(StepScope scope, Location table, String name, Dataset<Row> rows)
            throws IOException {
        DeltaLoad with = new DeltaLoad(
                table.path(),
                null,
                DeltaLoad.Mode.APPEND,
                List.of(),
                null,
                DeltaLoad.SchemaPolicy.ADD_COLUMNS,
                List.of());
        return new DeltaSink(scope, table, name).write("append", with, rows);
    }

    private LoadReceipt overwrite(DeltaLoad with, Dataset<Row> rows) throws IOException {
        if (scope.onZeroRows(ZeroRows.FAIL) != ZeroRows.FAIL) {
            return write("overwrite", with, rows);
        }
        Dataset<Row> source = rows;
        if (Plans.slowToStart(rows)) {
            // Looking for a first row would compute nearly everything: keep it for the write.
            source = rows.persist();
            Dataset<Row> kept = source;
            scope.atEnd(() -> kept.unpersist(false));
        }
        if (source.isEmpty() && !committed()) {
            throw new OrbitException(
                    ErrorCode.EMPTY_INPUT,
                    "there are no rows to overwrite %s with; it was left as it is. Check the steps before, or set onZeroRows to 'warn'."
                            .formatted(table));
        }
        return write("overwrite", with, source);
    }

    private LoadReceipt write(String mode, DeltaLoad with, Dataset<Row> rows) throws IOException {
        long before = DeltaTables.newest(session, table);
        DataFrameWriter<Row> writer = rows.write()
                .format("delta")
                .mode(mode)
                .options(table.options())
                .option("txnAppId", transaction)
                .option("txnVersion", version)
                .option("userMetadata", mark)
                .option("mergeSchema", with.schemaPolicy() == DeltaLoad.SchemaPolicy.ADD_COLUMNS);
        // Only for a new table: Delta refuses to hear it again.
        if (before < 0 && !with.partitionBy().isEmpty()) {
            writer.partitionBy(with.partitionBy().toArray(String[]::new));
        }
        writer.save(table.path());
        return receipt(before, mode);
    }

    private LoadReceipt merge(DeltaLoad with, Dataset<Row> rows) throws IOException {
        if (with.keys().isEmpty()) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "mode 'merge' needs 'keys'.");
        }
        SqlText.check(rows, with.keys());
        long before = DeltaTables.newest(session, table);
        if (before < 0) {
            return write("append", with, rows);
        }
        String match = with.keys().stream()
                .map(SqlText::quoted)
                .map(key -> "old." + key + " <=> new." + key)
                .collect(Collectors.joining(" AND "));
        DeltaMergeBuilder merge = DeltaTable.forPath(session, table.path(), table.options())
                .as("old")
                .merge(rows.as("new"), match);
        if (with.schemaPolicy() == DeltaLoad.SchemaPolicy.ADD_COLUMNS) {
            merge = merge.withSchemaEvolution();
        }
        String newer = with.matchOnlyIfNewer();
        if (newer == null) {
            merge = merge.whenMatched().updateAll();
        } else {
            SqlText.check(rows, List.of(newer));
            String column = SqlText.quoted(newer);
            merge = merge.whenMatched("new." + column + " > old." + column).updateAll();
        }
        run(merge.whenNotMatched().insertAll());
        return receipt(before, "merge");
    }

    /** A merge takes the transaction id from the session only. */
    private void run(DeltaMergeBuilder merge) {
        RuntimeConfig conf = session.conf();
        conf.set("spark.databricks.delta.write.txnAppId", transaction);
        conf.set("spark.databricks.delta.write.txnVersion", version);
        conf.set("spark.databricks.delta.commitInfo.userMetadata", mark);
        try {
            merge.execute();
        } finally {
            conf.unset("spark.databricks.delta.write.txnAppId");
            conf.unset("spark.databricks.delta.write.txnVersion");
            conf.unset("spark.databricks.delta.commitInfo.userMetadata");
        }
    }

    private boolean committed() throws IOException {
        long newest = DeltaTables.newest(session, table);
        return find(newest).isPresent();
    }

    private Optional<DeltaCommits.Commit> find(long newest) throws IOException {
        return DeltaCommits.find(DeltaTables.log(session, table), mark, newest, scope.runStartedAt());
    }

    private LoadReceipt receipt(long before, String mode) throws IOException {
        long newest = DeltaTables.newest(session, table);
        Optional<DeltaCommits.Commit> found = find(newest);
        ObjectNode result =
                JsonNodeFactory.instance.objectNode().put("path", table.path()).put("mode", mode);
        if (found.isEmpty()) {
            // Committed so long ago that Delta has cleaned its counts away.
            return new LoadReceipt(-1, -1, true, result);
        }
        DeltaCommits.Commit commit = found.get();
        boolean merged = commit.metric("numTargetRowsInserted") >= 0;
        long rows = merged
                ? commit.metric("numTargetRowsInserted") + Math.max(0, commit.metric("numTargetRowsUpdated"))
                : commit.metric("numOutputRows");
        if (merged) {
            scope.metric("rowsIn", commit.metric("numSourceRows"));
            result.put("inserted", commit.metric("numTargetRowsInserted"))
                    .put("updated", Math.max(0, commit.metric("numTargetRowsUpdated")));
        }
        result.put("version", commit.version()).put("rows", rows);
        long bytes = commit.metric(merged ? "numTargetBytesAdded" : "numOutputBytes");
        return new LoadReceipt(rows, bytes, commit.version() <= before, result);
    }
}
