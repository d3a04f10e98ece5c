package io.orbit.connectors.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Writes one part of the rows. When there is only one it goes straight to its target and is committed here; else it goes
 * to the staging table. Answers one text per part: {@code committed <rows>}, {@code replayed <rows>} or
 * {@code staged <rows>}.
 */
final class CopyTask implements MapPartitionsFunction<Row, String> {
    static final String STAGED = "staged";
    static final String COMMITTED = "committed";
    static final String REPLAYED = "replayed";

    private static final String PASSING = "_orbit_rows";

    private final Job job;

    CopyTask(Job job) {
        this.job = job;
    }

    @Override
    public Iterator<String> call(Iterator<Row> rows) {
        TaskContext task = TaskContext.get();
        try (Connection connection = job.server().connect()) {
            if (task.numPartitions() > 1) {
                return answer(STAGED, Staging.fill(job, connection, task.partitionId(), rows));
            }
            Publication.Result result = direct(job, connection, rows);
            return answer(result.replayed() ? REPLAYED : COMMITTED, result.rows());
        } catch (SQLException e) {
            throw job.server().failure(e);
        }
    }

    /** All rows through one connection, in one transaction. */
    static Publication.Result direct(Job job, Connection connection, Iterator<Row> rows) throws SQLException {
        return Publication.commit(job, connection, open -> {
            if (job.mode() != PostgresLoad.Mode.UPSERT) {
                return copy(job, open, job.target().sql(), rows);
            }
            try (Statement statement = open.createStatement()) {
                statement.execute("CREATE TEMPORARY TABLE " + PASSING + " ("
                        + job.target().definitions(job.columns()) + ") ON COMMIT DROP");
            }
            copy(job, open, PASSING, rows);
            return Publication.insert(job, open, PASSING);
        });
    }

    private static long copy(Job job, Connection connection, String table, Iterator<Row> rows) throws SQLException {
        return CopyStream.copy(connection, table + " (" + job.columnList() + ")", rows, job.encodings(), "");
    }

    private static Iterator<String> answer(String what, long rows) {
        return List.of(what + " " + rows).iterator();
    }
}
