package io.orbit.connectors.engine;

import io.orbit.connectors.method.StreamSource;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * One micro-batch of a stream, as its steps see it.
 *
 * @param query id of the stream, kept in its checkpoint: the same in all attempts and runs
 * @param number of the micro-batch, counting from 0; when it is done again, its records and its number are the same
 * @param turn of the attempt at the checkpoint; grows with every attempt of every run
 * @param source the step that reads the stream
 * @param stream how its raw records become rows
 * @param raw what came
 */
record MicroBatch(String query, long number, long turn, Link source, StreamSource<Object> stream, Dataset<Row> raw) {
    /** How finely the times of events are known: by the hundredth part of them. */
    private static final int PARTS = 100;

    private static final String TIMES = "$times";

    /** Under this a sink remembers the micro-batch. */
    String key() {
        return query + "." + number;
    }

    /** True for the step that reads the stream. */
    boolean of(Link link) {
        return link.id().equals(source.id());
    }

    /** What the step that reads the stream answers; on their way the records are counted, and their times looked at. */
    Dataset<Row> rows(Scope scope, Object with) throws Exception {
        Column[] parts = IntStream.rangeClosed(1, PARTS)
                .mapToObj(part -> functions.lit((part - 0.5) / PARTS))
                .toArray(Column[]::new);
        Dataset<Row> seen = ActionWatch.observed(
                TIMES,
                raw,
                functions
                        .percentile_approx(
                                functions.unix_millis(functions.col(stream.eventTime())),
                                functions.array(parts),
                                functions.lit(1000))
                        .as("times"));
        return stream.rows(scope, with, seen);
    }

    /** Count of records and times of events, once all is done; null when nothing was read. */
    static @Nullable Row times(Flow flow) {
        return flow.watch().observation(TIMES);
    }
}
