package io.orbit.connectors.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Writes one part of the rows. When there is only one it goes straight to its target and is committed here; else it is
 * put aside. Answers one text per part: {@code committed <rows>}, {@code replayed <rows>} or {@code staged <part>}.
 */
public final class WriteTask implements MapPartitionsFunction<Row, String> {
    public static final String STAGED = "staged";
    static final String COMMITTED = "committed";
    static final String REPLAYED = "replayed";

    private final LoadJob job;

    public WriteTask(LoadJob job) {
        this.job = job;
    }

    @Override
    public Iterator<String> call(Iterator<Row> rows) {
        TaskContext task = TaskContext.get();
        try (Connection connection = job.sink().connect()) {
            if (task.numPartitions() > 1) {
                job.sink().stage(job, connection, task.partitionId(), rows);
                return answer(STAGED, task.partitionId());
            }
            Published result = job.sink().direct(job, connection, rows);
            return answer(result.replayed() ? REPLAYED : COMMITTED, result.rows());
        } catch (SQLException e) {
            throw job.sink().failure(e);
        }
    }

    private static Iterator<String> answer(String what, long number) {
        return List.of(what + " " + number).iterator();
    }
}
