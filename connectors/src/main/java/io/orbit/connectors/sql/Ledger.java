package io.orbit.connectors.sql;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.Serializable;
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
public final class Ledger {
    public static final String NAME = "_orbit_ledger";

    /**
     * How a server spells what differs.
     *
     * @param definition of the columns, in brackets, and what stands behind
     * @param claim what an INSERT does about a row that has the key: takes it over when it is neither committed nor newer
     * @param key the column's name, quoted where it must be
     * @param rows likewise
     */
    public record Sql(String definition, String claim, String key, String rows) implements Serializable {}

    private final Sink sink;
    private final String table;

    private Ledger(LoadJob job) {
        this.sink = job.sink();
        this.table = sink.dialect().table(job.target().schema(), NAME);
    }

    /** Of the target's schema; see {@link #create}. */
    public static Ledger of(LoadJob job) {
        return new Ledger(job);
    }

    /** Makes the table when it does not exist. */
    public void create(Connection connection, LoadJob job) throws SQLException {
        // Looked for first: making tables may not be granted, nor needed.
        if (sink.find(connection, job.target().schema(), NAME) == null) {
            sink.create(
                    connection,
                    "CREATE TABLE IF NOT EXISTS " + table + " " + sink.ledger().definition());
        }
    }

    /**
     * Says that this attempt is at work, so that no older one can commit any more.
     *
     * @return the rows of the load when it is committed already, and so nothing is left to do
     * @throws OrbitException SINK_FENCED when a newer attempt has claimed it
     */
    public OptionalLong claim(Connection connection, LoadJob job) throws SQLException {
        String sql = "INSERT INTO " + table + " (" + sink.ledger().key()
                + ", run_id, step_id, attempt, fence) VALUES (?, ?, ?, ?, ?) "
                + sink.ledger().claim();
        try (PreparedStatement claim = connection.prepareStatement(sql)) {
            claim.setString(1, job.key());
            claim.setString(2, job.runId());
            claim.setString(3, job.step());
            claim.setInt(4, job.attempt());
            claim.setLong(5, job.fence());
            claim.executeUpdate();
        }
        State state = state(connection, job);
        if (state.committed()) {
            return OptionalLong.of(state.rows());
        }
        if (state.fence() != job.fence()) {
            throw fenced(job, state);
        }
        return OptionalLong.empty();
    }

    /**
     * Completes the row, as the last statement of the transaction that holds the rows.
     *
     * @return false when someone else has: this transaction must be rolled back
     */
    public boolean complete(Connection connection, LoadJob job, long rows) throws SQLException {
        return update(connection, job, rows, ", committed_at = now()");
    }

    /**
     * Notes how many rows are about to be published, where that cannot be in one transaction with them.
     *
     * @return false when someone else has committed or taken over
     */
    public boolean announce(Connection connection, LoadJob job, long rows) throws SQLException {
        return update(connection, job, rows, "");
    }

    private boolean update(Connection connection, LoadJob job, long rows, String also) throws SQLException {
        String sql = "UPDATE " + table + " SET " + sink.ledger().rows() + " = ?" + also + " WHERE "
                + sink.ledger().key() + " = ? AND fence = ? AND committed_at IS NULL";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, rows);
            update.setString(2, job.key());
            update.setLong(3, job.fence());
            return update.executeUpdate() == 1;
        }
    }

    /**
     * How many rows were committed under the key.
     *
     * @throws OrbitException SINK_FENCED when none were: then a newer attempt is at work
     */
    public long committed(Connection connection, LoadJob job) throws SQLException {
        State state = state(connection, job);
        if (!state.committed()) {
            throw fenced(job, state);
        }
        return state.rows();
    }

    /** How many rows an attempt has announced under the key; 0 when none has. */
    public long announced(Connection connection, LoadJob job) throws SQLException {
        return state(connection, job).rows();
    }

    private State state(Connection connection, LoadJob job) throws SQLException {
        String sql = "SELECT fence, " + sink.ledger().rows() + ", committed_at IS NOT NULL FROM " + table + " WHERE "
                + sink.ledger().key() + " = ?";
        try (PreparedStatement ask = connection.prepareStatement(sql)) {
            ask.setString(1, job.key());
            try (ResultSet row = ask.executeQuery()) {
                if (row.next()) {
                    return new State(row.getLong(1), row.getLong(2), row.getBoolean(3));
                }
                throw new OrbitException(ErrorCode.SINK_FENCED, "the load's row in %s is gone.".formatted(table));
            }
        }
    }

    private static OrbitException fenced(LoadJob job, State state) {
        return new OrbitException(
                ErrorCode.SINK_FENCED,
                "a newer attempt (fence %d) has taken over the load of %s; this one has fence %d."
                        .formatted(state.fence(), job.targetSql(), job.fence()));
    }

    private record State(long fence, long rows, boolean committed) {}
}
