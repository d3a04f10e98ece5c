package io.orbit.connectors.postgres;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The one transaction in which a load becomes visible, with its row in the ledger. */
final class Publication {
    /** Moves the rows into the target and answers how many it took. */
    interface Move {
        long into(Connection connection) throws SQLException;
    }

    /**
     * @param rows that the target holds because of the load
     * @param replayed true when an earlier attempt had committed them
     */
    record Result(long rows, boolean replayed) {}

    private Publication() {}

    /** @throws OrbitException EMPTY_INPUT, SINK_FENCED */
    static Result commit(Job job, Connection connection, Move move) throws SQLException {
        connection.setAutoCommit(false);
        try {
            if (job.mode() == PostgresLoad.Mode.REPLACE) {
                clear(job, connection);
            }
            long rows = move.into(connection);
            if (rows == 0 && job.refuseZero()) {
                throw new OrbitException(
                        ErrorCode.EMPTY_INPUT,
                        "there were no rows to load into %s; it stays as it is. Check the steps before, or say 'onZeroRows': 'warn'."
                                .formatted(job.target().sql()));
            }
            if (Ledger.of(job).complete(connection, job, rows)) {
                connection.commit();
                return new Result(rows, false);
            }
            connection.rollback();
            return new Result(Ledger.of(job).committed(connection, job), true);
        } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    /** INSERT from rows on their way, with what the mode says about rows that have the same keys. */
    static long insert(Job job, Connection connection, String from) throws SQLException {
        String sql = "INSERT INTO %s (%s) SELECT %s FROM %s%s"
                .formatted(job.target().sql(), job.columnList(), job.columnList(), from, onConflict(job));
        try (Statement insert = connection.createStatement()) {
            return insert.executeLargeUpdate(sql);
        }
    }

    private static String onConflict(Job job) {
        if (job.mode() != PostgresLoad.Mode.UPSERT) {
            return "";
        }
        List<String> others = job.columns().stream()
                .filter(column -> !job.keys().contains(column))
                .map(SqlNames::quoted)
                .toList();
        // With nothing to update a key is set to itself, so that the row counts as loaded all the same.
        List<String> set = others.isEmpty() ? List.of(SqlNames.quoted(job.keys().get(0))) : others;
        return " ON CONFLICT (" + SqlNames.list(job.keys()) + ") DO UPDATE SET "
                + String.join(
                        ", ",
                        set.stream()
                                .map(column -> column + " = excluded." + column)
                                .toList());
    }

    /** Deletes and does not truncate: readers keep the old rows until the commit. Other writers wait. */
    private static void clear(Job job, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE " + job.target().sql() + " IN SHARE ROW EXCLUSIVE MODE");
            statement.executeUpdate("DELETE FROM " + job.target().sql());
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
