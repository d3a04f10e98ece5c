package io.orbit.connectors.postgres;

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
 * the rows. A single part is copied straight into the table; several go through {@link Staging} and are published in one
 * transaction.
 */
public final class PostgresLoader {
    private final StepScope scope;
    private final PostgresLoad with;
    private final PostgresServer server;

    private PostgresLoader(StepScope scope, PostgresLoad with) {
        this.scope = scope;
        this.with = with;
        this.server = PostgresServer.of(scope, with.connection(), true);
    }

    /**
     * @throws OrbitException ACCESS_DENIED, SOURCE_NOT_FOUND, SINK_UNREACHABLE, SINK_CONFLICT, SCHEMA_MISMATCH, BAD_ROW,
     *     EMPTY_INPUT, SINK_FENCED, PARAMETER_INVALID
     */
    public static LoadReceipt load(StepScope scope, PostgresLoad with, Dataset<Row> rows) {
        boolean upsert = with.mode() == PostgresLoad.Mode.UPSERT;
        if (upsert && with.keys().isEmpty()) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "mode 'upsert' needs 'keys'.");
        }
        PostgresLoader loader = new PostgresLoader(scope, with);
        try {
            return loader.load(rows);
        } catch (SQLException e) {
            throw loader.server.failure(e);
        }
    }

    private LoadReceipt load(Dataset<Row> rows) throws SQLException {
        Job job;
        Columns columns;
        int writers = Math.min(with.writers(), server.maxConnections());
        try (Connection connection = server.connect()) {
            Target target = Target.of(server, connection, with, rows.schema());
            columns = Columns.of(target, rows);
            job = job(target, columns);
            Ledger.of(job).create(connection);
            OptionalLong done = Ledger.of(job).claim(connection, job);
            // Before the cancellation of this attempt may end them: sessions of older attempts hold locks.
            server.endSessions(connection, job.fence() - 1);
            Staging.dropStale(job, connection);
            if (done.isPresent()) {
                return receipt(job, done.getAsLong(), true);
            }
            if (writers > 1) {
                Staging.create(job, connection);
            }
        }
        server.endSessionsOnCancel(scope);
        try {
            return write(job, columns.rows().coalesce(writers));
        } finally {
            if (writers > 1) {
                dropStaging(job);
            }
        }
    }

    private LoadReceipt write(Job job, Dataset<Row> rows) throws SQLException {
        List<String> parts =
                rows.mapPartitions(new CopyTask(job), Encoders.STRING()).collectAsList();
        scope.info("wrote %d part(s) to %s".formatted(parts.size(), server));
        if (parts.size() == 1 && !parts.get(0).startsWith(CopyTask.STAGED)) {
            String[] only = parts.get(0).split(" ", -1);
            return receipt(job, Long.parseLong(only[1]), only[0].equals(CopyTask.REPLAYED));
        }
        try (Connection connection = server.connect()) {
            Publication.Result result = parts.isEmpty()
                    ? CopyTask.direct(job, connection, Collections.emptyIterator())
                    : Publication.commit(job, connection, open -> Publication.insert(job, open, job.staging()));
            return receipt(job, result.rows(), result.replayed());
        }
    }

    private Job job(Target target, Columns columns) {
        List<String> keys =
                with.keys().stream().map(key -> key(target, columns, key)).toList();
        ZeroRows zero = scope.onZeroRows(with.mode() == PostgresLoad.Mode.REPLACE ? ZeroRows.FAIL : ZeroRows.WARN);
        return new Job(
                server,
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
    private void dropStaging(Job job) {
        try (Connection connection = server.connect()) {
            Staging.drop(connection, job.staging());
        } catch (SQLException e) {
            scope.warn("Table %s could not be dropped (SQLSTATE %s); drop it by hand."
                    .formatted(job.staging(), e.getSQLState()));
        }
    }

    private LoadReceipt receipt(Job job, long rows, boolean replayed) {
        var result = JsonNodeFactory.instance
                .objectNode()
                .put("connection", with.connection())
                .put("table", job.target().schema() + "." + job.target().name())
                .put("mode", with.mode().name().toLowerCase(java.util.Locale.ROOT))
                .put("rows", rows);
        return new LoadReceipt(rows, -1, replayed, result);
    }
}
