package io.orbit.connectors.sql;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What became of a load.
 *
 * @param rows that the target holds because of it
 * @param replayed true when an earlier attempt had committed them
 */
public record Published(long rows, boolean replayed) {
    /** Moves the rows into the target and answers how many it took. */
    public interface Move {
        long into(Connection connection) throws SQLException;
    }

    /**
     * The one transaction in which a load becomes visible, with its row in the ledger.
     *
     * @throws OrbitException EMPTY_INPUT, SINK_FENCED
     */
    public static Published commit(LoadJob job, Connection connection, Move move) throws SQLException {
        connection.setAutoCommit(false);
        try {
            long rows = move.into(connection);
            refuseZero(job, rows);
            if (Ledger.of(job).complete(connection, job, rows)) {
                connection.commit();
                return new Published(rows, false);
            }
            connection.rollback();
            return new Published(Ledger.of(job).committed(connection, job), true);
        } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    /** @throws OrbitException EMPTY_INPUT */
    public static void refuseZero(LoadJob job, long rows) {
        if (rows == 0 && job.refuseZero()) {
            throw new OrbitException(
                    ErrorCode.EMPTY_INPUT,
                    "there were no rows to load into %s; it stays as it is. Check the steps before, or say 'onZeroRows': 'warn'."
                            .formatted(job.targetSql()));
        }
    }

    /** The failure that led here is the one to tell; a second one, of a session that is gone, is kept with it. */
    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }
}
