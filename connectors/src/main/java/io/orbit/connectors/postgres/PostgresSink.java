package io.orbit.connectors.postgres;

import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.Ledger;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.connectors.sql.Published;
import io.orbit.connectors.sql.Sink;
import io.orbit.connectors.sql.SqlLoad;
import io.orbit.connectors.sql.Target;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Loads through COPY. A single part is copied straight into the table; several go through {@link Staging}. */
public final class PostgresSink implements Sink {
    private static final String PASSING = "_orbit_rows";
    private static final Ledger.Sql LEDGER = new Ledger.Sql(
            "(key text PRIMARY KEY, run_id text NOT NULL, step_id text NOT NULL, attempt integer NOT NULL, fence bigint"
                    + " NOT NULL, rows bigint, committed_at timestamptz)",
            "ON CONFLICT (key) DO UPDATE SET attempt = excluded.attempt, fence = excluded.fence WHERE " + Ledger.NAME
                    + ".committed_at IS NULL AND " + Ledger.NAME + ".fence <= excluded.fence",
            "key",
            "rows");
    private static final String FIND = "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid ="
            + " c.relnamespace WHERE c.oid = to_regclass(?)";
    private static final String COLUMNS = "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE"
            + " attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

    private final PostgresServer server;

    PostgresSink(PostgresServer server) {
        this.server = server;
    }

    /** @throws OrbitException PARAMETER_INVALID, or about the credential */
    public static PostgresSink of(StepScope scope, String connection) {
        return new PostgresSink(PostgresServer.of(scope, connection, true));
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRES;
    }

    @Override
    public int maxConnections() {
        return server.maxConnections();
    }

    @Override
    public Connection connect() throws SQLException {
        return server.connect();
    }

    @Override
    public OrbitException failure(SQLException e) {
        return server.failure(e);
    }

    @Override
    public @Nullable Target find(Connection connection, @Nullable String schema, String name) throws SQLException {
        String sql = schema == null ? Dialect.POSTGRES.quoted(name) : Dialect.POSTGRES.table(schema, name);
        try (PreparedStatement ask = connection.prepareStatement(FIND)) {
            ask.setString(1, sql);
            try (ResultSet row = ask.executeQuery()) {
                return row.next() ? new Target(row.getString(1), row.getString(2), types(connection, sql)) : null;
            }
        }
    }

    private static Map<String, String> types(Connection connection, String sql) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        try (PreparedStatement ask = connection.prepareStatement(COLUMNS)) {
            ask.setString(1, sql);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    types.put(row.getString(1), row.getString(2));
                }
            }
        }
        return types;
    }

    @Override
    public String sqlType(StructField field, boolean key) {
        return PostgresTypes.of(field);
    }

    @Override
    public void create(Connection connection, String sql) throws SQLException {
        Ddl.alone(connection, sql);
    }

    @Override
    public Ledger.Sql ledger() {
        return LEDGER;
    }

    @Override
    public void endOlderSessions(Connection connection, LoadJob job) throws SQLException {
        server.endSessions(connection, job.fence() - 1);
    }

    @Override
    public OptionalLong clean(LoadJob job, Connection connection) throws SQLException {
        Staging.dropStale(job, connection);
        return OptionalLong.empty();
    }

    @Override
    public void endSessionsOnCancel(StepScope scope) {
        server.endSessionsOnCancel(scope);
    }

    @Override
    public Prepared prepare(LoadJob job, Connection connection, boolean staged) throws SQLException {
        if (staged) {
            Staging.create(job, connection);
        }
        return new Prepared(staged, List.of());
    }

    @Override
    public long stage(LoadJob job, Connection connection, int part, Iterator<Row> rows) throws SQLException {
        return Staging.fill(job, connection, part, rows);
    }

    @Override
    public Published direct(LoadJob job, Connection connection, Iterator<Row> rows) throws SQLException {
        return Published.commit(job, connection, open -> {
            clear(job, open);
            if (job.mode() != SqlLoad.Mode.UPSERT) {
                return copy(job, open, job.targetSql(), rows);
            }
            try (Statement statement = open.createStatement()) {
                statement.execute("CREATE TEMPORARY TABLE " + PASSING + " ("
                        + job.target().definitions(Dialect.POSTGRES, job.columns()) + ") ON COMMIT DROP");
            }
            copy(job, open, PASSING, rows);
            return insert(job, open, PASSING);
        });
    }

    @Override
    public Published publish(LoadJob job, Connection connection, List<Integer> parts) throws SQLException {
        return Published.commit(job, connection, open -> {
            clear(job, open);
            return insert(job, open, job.staging());
        });
    }

    @Override
    public void dropStaging(LoadJob job, Connection connection) throws SQLException {
        Staging.drop(connection, job.staging());
    }

    private static long copy(LoadJob job, Connection connection, String table, Iterator<Row> rows) throws SQLException {
        return CopyStream.copy(connection, table + " (" + job.columnList() + ")", rows, job.encodings(), "");
    }

    /** INSERT from rows on their way, with what the mode says about rows that have the same keys. */
    private static long insert(LoadJob job, Connection connection, String from) throws SQLException {
        String sql = "INSERT INTO %s (%s) SELECT %s FROM %s%s"
                .formatted(job.targetSql(), job.columnList(), job.columnList(), from, onConflict(job));
        try (Statement insert = connection.createStatement()) {
            return insert.executeLargeUpdate(sql);
        }
    }

    private static String onConflict(LoadJob job) {
        if (job.mode() != SqlLoad.Mode.UPSERT) {
            return "";
        }
        // With nothing to update a key is set to itself, so that the row counts as loaded all the same.
        List<String> set = job.others().isEmpty() ? List.of(job.keys().get(0)) : job.others();
        return " ON CONFLICT (" + Dialect.POSTGRES.list(job.keys()) + ") DO UPDATE SET "
                + String.join(
                        ", ",
                        set.stream()
                                .map(Dialect.POSTGRES::quoted)
                                .map(column -> column + " = excluded." + column)
                                .toList());
    }

    /** Deletes and does not truncate: readers keep the old rows until the commit. Other writers wait. */
    private static void clear(LoadJob job, Connection connection) throws SQLException {
        if (job.mode() != SqlLoad.Mode.REPLACE) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE " + job.targetSql() + " IN SHARE ROW EXCLUSIVE MODE");
            statement.executeUpdate("DELETE FROM " + job.targetSql());
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
