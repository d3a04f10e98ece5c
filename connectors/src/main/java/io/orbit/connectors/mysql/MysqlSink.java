package io.orbit.connectors.mysql;

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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Loads through LOAD DATA. One part of an append goes straight into the table; parts of several writers go to a table
 * each. Statements about tables commit by themselves here, so they all come before the transaction, or, for replace,
 * instead of it: see {@link Swap}.
 */
public final class MysqlSink implements Sink {
    private static final String PASSING = "_orbit_rows";
    private static final int TRIES = 5;
    private static final Ledger.Sql LEDGER = new Ledger.Sql(
            "(`key` varchar(512) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY, run_id varchar(512) NOT NULL, step_id"
                    + " varchar(255) NOT NULL, attempt int NOT NULL, fence bigint NOT NULL, `rows` bigint NULL,"
                    + " committed_at datetime NULL)",
            "ON DUPLICATE KEY UPDATE attempt = IF(committed_at IS NULL AND fence <= VALUES(fence), VALUES(attempt),"
                    + " attempt), fence = IF(committed_at IS NULL AND fence <= VALUES(fence), VALUES(fence), fence)",
            "`key`",
            "`rows`");

    private final MysqlServer server;

    MysqlSink(MysqlServer server) {
        this.server = server;
    }

    /** @throws OrbitException PARAMETER_INVALID, or about the credential */
    public static MysqlSink of(StepScope scope, String connection) {
        return new MysqlSink(MysqlServer.of(scope, connection, true));
    }

    @Override
    public Dialect dialect() {
        return Dialect.MYSQL;
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
        return Tables.find(connection, schema, name);
    }

    @Override
    public String sqlType(StructField field, boolean key) {
        return MysqlTypes.of(field, key);
    }

    @Override
    public void create(Connection connection, String sql) throws SQLException {
        // Compared byte by byte: else 'a' would be the same key as 'A'.
        Tables.execute(connection, sql + " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    }

    @Override
    public Ledger.Sql ledger() {
        return LEDGER;
    }

    @Override
    public void endOlderSessions(Connection connection, LoadJob job) throws SQLException {
        server.endOtherAttempts(connection);
    }

    @Override
    public OptionalLong clean(LoadJob job, Connection connection) throws SQLException {
        for (String name : Tables.starting(job, connection, job.stagingPrefix())) {
            String fence = name.substring(job.stagingPrefix().length()).replaceFirst("_.*", "");
            if (Long.parseLong(fence) <= job.fence()) {
                Tables.drop(job, connection, name);
            }
        }
        // Only now: without its staging table no older attempt can swap any more.
        return Swap.finish(job, connection);
    }

    @Override
    public void endSessionsOnCancel(StepScope scope) {
        server.endSessionsOnCancel(scope);
    }

    @Override
    public Prepared prepare(LoadJob job, Connection connection, boolean staged) throws SQLException {
        List<String> notes = new ArrayList<>();
        if (!RowWriter.bulk(connection)) {
            notes.add("%s does not take LOAD DATA LOCAL (local_infile is 0); the rows go by INSERT, which is slower."
                    .formatted(server));
        }
        boolean swap = job.mode() == SqlLoad.Mode.REPLACE && Swap.possible(job, connection);
        if (swap) {
            Tables.execute(connection, "CREATE TABLE " + job.staging() + " LIKE " + job.targetSql());
        } else if (job.mode() == SqlLoad.Mode.REPLACE) {
            notes.add("%s has foreign keys or triggers, or may have; its rows are deleted and not the table replaced."
                    .formatted(job.targetSql()));
        }
        for (String column : job.columns()) {
            String type = String.valueOf(job.target().types().get(column));
            if (type.matches("(datetime|timestamp)(\\([1-5]\\))? .*")) {
                notes.add("column '%s' is of type %s; finer fractions of a second are rounded."
                        .formatted(column, type.replaceFirst(" .*", "")));
            }
        }
        return new Prepared(staged || swap, notes);
    }

    @Override
    public long stage(LoadJob job, Connection connection, int part, Iterator<Row> rows) throws SQLException {
        String table = Tables.sql(job, part(job, part));
        Tables.execute(connection, "DROP TABLE IF EXISTS " + table);
        Tables.execute(connection, "CREATE TABLE " + table + " " + Tables.definitions(job));
        connection.setAutoCommit(false);
        long count = write(job, connection, table, rows);
        connection.commit();
        return count;
    }

    @Override
    public Published direct(LoadJob job, Connection connection, Iterator<Row> rows) throws SQLException {
        return switch (job.mode()) {
            case APPEND -> Published.commit(job, connection, open -> write(job, open, job.targetSql(), rows));
            case UPSERT -> {
                Tables.execute(connection, "CREATE TEMPORARY TABLE " + passing(job) + " " + Tables.definitions(job));
                yield Published.commit(job, connection, open -> {
                    write(job, open, passing(job), rows);
                    return Upsert.into(job, open, "SELECT " + job.columnList() + " FROM " + passing(job));
                });
            }
            case REPLACE -> replace(job, connection, (open, table) -> write(job, open, table, rows));
        };
    }

    @Override
    public Published publish(LoadJob job, Connection connection, List<Integer> parts) throws SQLException {
        String rows = parts.stream()
                .map(part -> "SELECT " + job.columnList() + " FROM " + Tables.sql(job, part(job, part)))
                .collect(Collectors.joining(" UNION ALL "));
        for (int tried = 1; ; tried++) {
            try {
                return switch (job.mode()) {
                    case APPEND -> Published.commit(job, connection, open -> insert(job, open, job.targetSql(), rows));
                    case UPSERT -> Published.commit(job, connection, open -> Upsert.into(job, open, rows));
                    case REPLACE -> replace(job, connection, (open, table) -> insert(job, open, table, rows));
                };
            } catch (SQLException e) {
                // The server has rolled back one of two transactions that met; the parts are still there.
                if (!MysqlErrors.busy(e) || tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void dropStaging(LoadJob job, Connection connection) throws SQLException {
        for (String name : Tables.starting(job, connection, job.stagingName())) {
            if (name.equals(job.stagingName()) || name.startsWith(job.stagingName() + "_")) {
                Tables.drop(job, connection, name);
            }
        }
    }

    /** Puts rows into a table and answers how many. */
    private interface Fill {
        long into(Connection connection, String table) throws SQLException;
    }

    private static Published replace(LoadJob job, Connection connection, Fill fill) throws SQLException {
        boolean swap = Tables.starting(job, connection, job.stagingName()).contains(job.stagingName());
        if (!swap) {
            return Published.commit(job, connection, open -> {
                // Does not truncate: readers keep the old rows until the commit.
                Tables.execute(open, "DELETE FROM " + job.targetSql());
                return fill.into(open, job.targetSql());
            });
        }
        connection.setAutoCommit(false);
        // What an earlier try of the same task has put in.
        Tables.execute(connection, "DELETE FROM " + job.staging());
        long rows = fill.into(connection, job.staging());
        connection.commit();
        return Swap.run(job, connection, rows);
    }

    private long write(LoadJob job, Connection connection, String table, Iterator<Row> rows) throws SQLException {
        return new RowWriter(connection, job, server.place()).write(table, rows);
    }

    private static long insert(LoadJob job, Connection connection, String table, String rows) throws SQLException {
        try (Statement insert = connection.createStatement()) {
            return insert.executeLargeUpdate("INSERT INTO %s (%s) %s".formatted(table, job.columnList(), rows));
        }
    }

    private static String part(LoadJob job, int part) {
        return job.stagingName() + "_p" + part;
    }

    /** A temporary table needs a database, which need not be that of the connection. */
    private static String passing(LoadJob job) {
        return Tables.sql(job, PASSING);
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
