package io.orbit.connectors.sql;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.method.ZeroRows;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Loads rows into a table, once per run and step whatever is retried: the row in the {@link Ledger} is committed with
 * the rows. A single part goes straight into the table; several are put aside and then published together.
 */
public final class TableLoader {
    private final StepScope scope;
    private final SqlLoad with;
    private final Sink sink;

    private TableLoader(StepScope scope, SqlLoad with, Sink sink) {
        this.scope = scope;
        this.with = with;
        this.sink = sink;
    }

    /**
     * @throws OrbitException ACCESS_DENIED, SOURCE_NOT_FOUND, SINK_UNREACHABLE, SINK_CONFLICT, SCHEMA_MISMATCH, BAD_ROW,
     *     EMPTY_INPUT, SINK_FENCED, PARAMETER_INVALID
     */
    public static LoadReceipt load(StepScope scope, SqlLoad with, Sink sink, Dataset<Row> rows) {
        boolean upsert = with.mode() == SqlLoad.Mode.UPSERT;
        if (upsert && with.keys().isEmpty()) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "mode 'upsert' needs 'keys'.");
        }
        TableLoader loader = new TableLoader(scope, with, sink);
        try {
            return loader.load(rows);
        } catch (SQLException e) {
            throw sink.failure(e);
        }
    }

    private LoadReceipt load(Dataset<Row> rows) throws SQLException {
        LoadJob job;
        Columns columns;
        Sink.Prepared prepared;
        int writers = Math.min(with.writers(), sink.maxConnections());
        try (Connection connection = sink.connect()) {
            Target target = Target.of(sink, connection, with, rows.schema());
            columns = Columns.of(sink.dialect(), target, rows);
            job = job(target, columns);
            Ledger.of(job).create(connection, job);
            OptionalLong done = Ledger.of(job).claim(connection, job);
            // Before the cancellation of this attempt may end them: sessions of older attempts hold locks.
            sink.endOlderSessions(connection, job);
            OptionalLong found = sink.clean(job, connection);
            if (done.isPresent() || found.isPresent()) {
                return receipt(job, done.isPresent() ? done.getAsLong() : found.getAsLong(), true);
            }
            prepared = sink.prepare(job, connection, writers > 1);
        }
        prepared.notes().forEach(scope::info);
        sink.endSessionsOnCancel(scope);
        try {
            return write(job, columns.rows().coalesce(writers));
        } finally {
            if (prepared.toDrop()) {
                dropStaging(job);
            }
        }
    }

    private LoadReceipt write(LoadJob job, Dataset<Row> rows) throws SQLException {
        List<String> parts =
                rows.mapPartitions(new WriteTask(job), Encoders.STRING()).collectAsList();
        scope.info("wrote %d part(s) to %s".formatted(parts.size(), sink));
        if (parts.size() == 1 && !parts.get(0).startsWith(WriteTask.STAGED)) {
            String[] only = parts.get(0).split(" ", -1);
            return receipt(job, Long.parseLong(only[1]), only[0].equals(WriteTask.REPLAYED));
        }
        try (Connection connection = sink.connect()) {
            Published result = parts.isEmpty()
                    ? sink.direct(job, connection, Collections.emptyIterator())
                    : sink.publish(
                            job,
                            connection,
                            parts.stream()
                                    .map(part -> Integer.valueOf(part.substring(WriteTask.STAGED.length() + 1)))
                                    .toList());
            return receipt(job, result.rows(), result.replayed());
        }
    }

    private LoadJob job(Target target, Columns columns) {
        List<String> keys =
                with.keys().stream().map(key -> key(target, columns, key)).toList();
        ZeroRows zero = scope.onZeroRows(with.mode() == SqlLoad.Mode.REPLACE ? ZeroRows.FAIL : ZeroRows.WARN);
        return new LoadJob(
                sink,
                scope.key(),
                scope.runId(),
                scope.step(),
                scope.attempt(),
                scope.fence(),
                target,
                with.mode(),
                keys,
                columns.names(),
                columns.encodings(),
                zero == ZeroRows.FAIL);
    }

    private static String key(Target target, Columns columns, String name) {
        String column = target.column(name);
        if (column == null || !columns.names().contains(column)) {
            throw new OrbitException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "key '%s' is not a column of the rows and the table; both have %s."
                            .formatted(name, columns.names()));
        }
        return column;
    }

    /** Fails no load that is committed: the next attempt or run of the same step would drop it as well. */
    private void dropStaging(LoadJob job) {
        try (Connection connection = sink.connect()) {
            sink.dropStaging(job, connection);
        } catch (SQLException e) {
            scope.warn("Table %s could not be dropped (SQLSTATE %s); drop it by hand."
                    .formatted(job.staging(), e.getSQLState()));
        }
    }

    private LoadReceipt receipt(LoadJob job, long rows, boolean replayed) {
        var result = JsonNodeFactory.instance
                .objectNode()
                .put("connection", with.connection())
                .put("table", job.target().schema() + "." + job.target().name())
                .put("mode", with.mode().name().toLowerCase(java.util.Locale.ROOT))
                .put("rows", rows);
        return new LoadReceipt(rows, -1, replayed, result);
    }
}
