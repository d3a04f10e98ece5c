package io.orbit.connectors.postgres;

import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.LoadJob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/** The unlogged table in which the parts of one attempt wait until all are there. */
final class Staging {
    private static final String PART = "_orbit_part";
    private static final String OLDER = "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND starts_with(c.relname, ?) AND c.relkind = 'r'";

    private Staging() {}

    /** Drops what earlier attempts of this load have left. */
    static void dropStale(LoadJob job, Connection connection) throws SQLException {
        List<String> stale = new ArrayList<>();
        try (PreparedStatement ask = connection.prepareStatement(OLDER)) {
            ask.setString(1, job.target().schema());
            ask.setString(2, job.stagingPrefix());
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    stale.add(row.getString(1));
                }
            }
        }
        for (String name : stale) {
            if (Long.parseLong(name.substring(job.stagingPrefix().length())) <= job.fence()) {
                drop(connection, Dialect.POSTGRES.table(job.target().schema(), name));
            }
        }
    }

    static void create(LoadJob job, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE UNLOGGED TABLE %s (%s, %s integer NOT NULL)"
                    .formatted(job.staging(), job.target().definitions(Dialect.POSTGRES, job.columns()), PART));
        }
    }

    static void drop(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + table);
        }
    }

    /** Puts one part in, in the place of what an earlier or simultaneous try of the same task has put. */
    static long fill(LoadJob job, Connection connection, int part, Iterator<Row> rows) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %d)"
                    .formatted(Dialect.POSTGRES.literal(job.staging()), part));
            statement.executeUpdate("DELETE FROM " + job.staging() + " WHERE " + PART + " = " + part);
        }
        long count = CopyStream.copy(
                connection,
                job.staging() + " (" + job.columnList() + ", " + PART + ")",
                rows,
                job.encodings(),
                "\t" + part);
        connection.commit();
        return count;
    }
}
