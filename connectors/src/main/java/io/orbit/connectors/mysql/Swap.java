package io.orbit.connectors.mysql;

import io.orbit.connectors.sql.Ledger;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.connectors.sql.Published;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Replaces the target by a table beside it, in one RENAME: readers see the old rows, then the new ones.
 *
 * <p>RENAME commits by itself, so it cannot share a transaction with the ledger. The ledger is told the count first; then
 * the old table's new name is what tells that the swap has happened, until the ledger says so too. Whoever comes after a
 * crash in between finds that name.
 */
final class Swap {
    private static final String OLD = "_orbit_old_";

    /** Foreign keys and triggers would go away with the old table; triggers are seen only by those who may make them. */
    private static final String HINDRANCES = "SELECT (SELECT COUNT(*) FROM information_schema.referential_constraints"
            + " WHERE (constraint_schema = ? AND table_name = ?) OR (unique_constraint_schema = ? AND"
            + " referenced_table_name = ?)) + (SELECT COUNT(*) FROM information_schema.triggers WHERE"
            + " event_object_schema = ? AND event_object_table = ?)";

    private static final String ME = "CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''',"
            + " SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')";
    private static final String SEES_TRIGGERS =
            "SELECT EXISTS (SELECT 1 FROM information_schema.user_privileges WHERE grantee = " + ME
                    + " AND privilege_type = 'TRIGGER') OR EXISTS (SELECT 1 FROM information_schema.schema_privileges"
                    + " WHERE grantee = " + ME + " AND privilege_type = 'TRIGGER' AND table_schema = ?) OR EXISTS"
                    + " (SELECT 1 FROM information_schema.table_privileges WHERE grantee = " + ME
                    + " AND privilege_type = 'TRIGGER' AND table_schema = ? AND table_name = ?)";

    private Swap() {}

    /** True when nothing is lost with the old table but its rows. */
    static boolean possible(LoadJob job, Connection connection) throws SQLException {
        String schema = job.target().schema();
        String name = job.target().name();
        return count(connection, HINDRANCES, schema, name, schema, name, schema, name) == 0
                && count(connection, SEES_TRIGGERS, schema, schema, name) == 1;
    }

    /**
     * @param rows in the staging table, committed
     * @throws io.orbit.schemas.OrbitException EMPTY_INPUT, SINK_FENCED
     */
    static Published run(LoadJob job, Connection connection, long rows) throws SQLException {
        Published.refuseZero(job, rows);
        Ledger ledger = Ledger.of(job);
        connection.setAutoCommit(true);
        if (!ledger.announce(connection, job, rows)) {
            return new Published(ledger.committed(connection, job), true);
        }
        String old = old(job) + job.fence();
        try {
            Tables.execute(
                    connection,
                    "RENAME TABLE %s TO %s, %s TO %s"
                            .formatted(job.targetSql(), Tables.sql(job, old), job.staging(), job.targetSql()));
        } catch (SQLException e) {
            // A newer attempt has dropped the staging table: then it owns the ledger's row, and this says so.
            if (e.getErrorCode() == MysqlErrors.NO_SUCH_TABLE) {
                return new Published(ledger.committed(connection, job), true);
            }
            throw e;
        }
        boolean mine = ledger.complete(connection, job, rows);
        Tables.drop(job, connection, old);
        return mine ? new Published(rows, false) : new Published(ledger.committed(connection, job), true);
    }

    /** Ends what an attempt has left between its RENAME and the end, and answers its rows. To be called after the claim. */
    static OptionalLong finish(LoadJob job, Connection connection) throws SQLException {
        List<String> left = Tables.starting(job, connection, old(job));
        if (left.isEmpty()) {
            return OptionalLong.empty();
        }
        Ledger ledger = Ledger.of(job);
        long rows = ledger.announced(connection, job);
        ledger.complete(connection, job, rows);
        for (String name : left) {
            Tables.drop(job, connection, name);
        }
        return OptionalLong.of(rows);
    }

    /** Begins the names of the tables that attempts of this load have replaced. */
    private static String old(LoadJob job) {
        return OLD + LoadJob.digits(job.key()) + "_";
    }

    private static long count(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(sql)) {
            for (int at = 0; at < values.length; at++) {
                ask.setString(at + 1, values[at]);
            }
            try (ResultSet row = ask.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
