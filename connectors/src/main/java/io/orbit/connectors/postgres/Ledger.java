package io.orbit.connectors.postgres;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * The table in the target's schema that remembers, per load of a run, which attempt works on it and what was committed.
 * A row is claimed before the work and completed in the transaction that makes the rows visible, so both happen or
 * neither does.
 */
final class Ledger {
    static final String NAME = "_orbit_ledger";

    private final String table;

    private Ledger(String schema) {
        this.table = SqlNames.quoted(schema) + "." + SqlNames.quoted(NAME);
    }

    /** Of the target's schema; see {@link #create}. */
    static Ledger of(Job job) {
        return new Ledger(job.target().schema());
    }

    /** Makes the table when it does not exist. */
    void create(Connection connection) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            ask.setString(1, table);
            try (ResultSet row = ask.executeQuery()) {
                if (row.next() && row.getBoolean(1)) {
                    return;
                }
            }
        }
        Ddl.alone(
                connection,
                "CREATE TABLE IF NOT EXISTS " + table + " (key text PRIMARY KEY, run_id text NOT NULL, step_id text NOT"
                        + " NULL, attempt integer NOT NULL, fence bigint NOT NULL, rows bigint, committed_at"
                        + " timestamptz)");
    }

    /**
     * Says that this attempt is at work, so that no older one can commit any more.
     *
     * @return the rows of the load when it is committed already, and so nothing is left to do
     * @throws OrbitException SINK_FENCED when a newer attempt has claimed it
     */
    OptionalLong claim(Connection connection, Job job) throws SQLException {
        String sql =
                "INSERT INTO " + table + " AS mine (key, run_id, step_id, attempt, fence) VALUES (?, ?, ?, ?, ?) ON"
                        + " CONFLICT (key) DO UPDATE SET attempt = excluded.attempt, fence = excluded.fence WHERE"
                        + " mine.committed_at IS NULL AND mine.fence <= excluded.fence";
        try (PreparedStatement claim = connection.prepareStatement(sql)) {
            claim.setString(1, job.key());
            claim.setString(2, job.runId());
            claim.setString(3, job.step());
            claim.setInt(4, job.attempt());
            claim.setLong(5, job.fence());
            return claim.executeUpdate() == 1 ? OptionalLong.empty() : OptionalLong.of(committed(connection, job));
        }
    }

    /**
     * Completes the row, as the last statement of the transaction that holds the rows.
     *
     * @return false when someone else has: this transaction must be rolled back
     */
    boolean complete(Connection connection, Job job, long rows) throws SQLException {
        String sql = "UPDATE " + table + " SET rows = ?, committed_at = now() WHERE key = ? AND fence = ? AND"
                + " committed_at IS NULL";
        try (PreparedStatement complete = connection.prepareStatement(sql)) {
            complete.setLong(1, rows);
            complete.setString(2, job.key());
            complete.setLong(3, job.fence());
            return complete.executeUpdate() == 1;
        }
    }

    /**
     * How many rows were committed under the key.
     *
     * @throws OrbitException SINK_FENCED when none were: then a newer attempt is at work
     */
    long committed(Connection connection, Job job) throws SQLException {
        String sql = "SELECT fence, rows, committed_at IS NOT NULL FROM " + table + " WHERE key = ?";
        try (PreparedStatement ask = connection.prepareStatement(sql)) {
            ask.setString(1, job.key());
            try (ResultSet row = ask.executeQuery()) {
                boolean there = row.next();
                if (there && row.getBoolean(3)) {
                    return row.getLong(2);
                }
                throw new OrbitException(
                        ErrorCode.SINK_FENCED,
                        there
                                ? "a newer attempt (fence %d) has taken over the load of %s; this one has fence %d."
                                        .formatted(row.getLong(1), job.target().sql(), job.fence())
                                : "the load's row in %s is gone.".formatted(table));
            }
        }
    }
}
