package io.orbit.connectors.method;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How an extract reads a stream. What comes is opened once, raw; each micro-batch of it is then made into rows like those
 * that the extract answers in batch. One object for each stream.
 *
 * @param <P> the parameters of the extract
 */
public interface StreamSource<P> {
    /**
     * What is read, in words, and nothing that may change while the stream goes on: a checkpoint belongs to one such text.
     */
    String identity(P with);

    /**
     * The stream, raw.
     *
     * @param fresh true when nothing of it was read before, so that the parameters say where to begin
     * @param most most records of one micro-batch; 0 for no limit
     * @throws Exception what the extract throws
     */
    Dataset<Row> open(StepScope scope, P with, boolean fresh, long most) throws Exception;

    /**
     * The rows of a micro-batch.
     *
     * @param raw what came, a data set like any other
     * @throws Exception what the extract throws
     */
    Dataset<Row> rows(StepScope scope, P with, Dataset<Row> raw) throws Exception;

    /** A column of {@link #open}, of type timestamp: when the event happened. */
    String eventTime();

    /**
     * How many records wait to be read now.
     *
     * @param read end of what was read as Spark tells it
     * @throws Exception when the source does not answer
     */
    long lag(StepScope scope, P with, String read) throws Exception;

    /** For a method that reads no stream. */
    final class None implements StreamSource<Object> {
        private static UnsupportedOperationException none() {
            return new UnsupportedOperationException("The method reads no stream.");
        }

        @Override
        public String identity(Object with) {
            throw none();
        }

        @Override
        public Dataset<Row> open(StepScope scope, Object with, boolean fresh, long most) {
            throw none();
        }

        @Override
        public Dataset<Row> rows(StepScope scope, Object with, Dataset<Row> raw) {
            throw none();
        }

        @Override
        public String eventTime() {
            throw none();
        }

        @Override
        public long lag(StepScope scope, Object with, String read) {
            throw none();
        }
    }
}
