package io.orbit.connectors.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.CancelToken;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;

/** What a method knows of the attempt it works for. Used by the thread that runs the segment, never inside a closure. */
public interface StepScope {
    /** {@code namespace.pipeline}. */
    String pipeline();

    /**
     * The run's id, or that of the micro-batch of a stream, which is the same in all runs that work on it; followed by {@code ~n} when the step was made to run again after it had
     * succeeded.
     */
    String runId();

    /** Id of the step. */
    String step();

    /** 1 for the first. */
    int attempt();

    /** Grows with every attempt of the run, or that works on the stream. */
    long fence();

    /** The same in every attempt, so that it may become data. */
    Instant runStartedAt();

    /** Under this a sink remembers what it has committed: {@code runId/step}, the same in every attempt. */
    default String key() {
        return runId() + "/" + step();
    }

    /**
     * Names the loads of this step of which each is done once, by {@link #number}: the run, or the stream over all runs.
     */
    default String series() {
        return runId();
    }

    /** Number of this load in its {@link #series}; grows from one load to the next. */
    default long number() {
        return 1;
    }

    /** The step's {@code onZeroRows}; {@code otherwise} when the definition does not say. */
    ZeroRows onZeroRows(ZeroRows otherwise);

    /**
     * The session of this segment; its settings and views are seen by no other segment.
     *
     * @throws IllegalStateException in a light step, which must not start Spark
     */
    SparkSession spark();

    /**
     * A connection with its credentials; the first time in a segment they are looked up, later they are the same. The
     * version of them is put on the step's record.
     *
     * @throws io.orbit.schemas.OrbitException PARAMETER_INVALID when the definition has none of that name,
     *     SECRET_NOT_FOUND, ACCESS_DENIED or SECRET_UNAVAILABLE from the store of credentials
     */
    Connection connection(String name);

    /**
     * A path on the file system, absolute; a relative one starts at the engine's base directory. May hold a glob.
     *
     * @throws io.orbit.schemas.OrbitException PARAMETER_INVALID for a scheme other than {@code file}
     */
    Path path(String text);

    /** Where classes that a step names are looked for. */
    ClassLoader classes();

    /**
     * What the first attempt of this run found, in this and all later attempts: where a moving source is to be read up to.
     *
     * @param name tells the pins of one step apart; letters only
     * @param find asked when no attempt has pinned it yet
     * @throws Exception what {@code find} throws, or IOException
     */
    JsonNode pinned(String name, Callable<? extends JsonNode> find) throws Exception;

    /**
     * A folder of this step in this run, the same in all attempts and on all runners: for what must outlive an attempt. It
     * may not exist yet.
     */
    Path folder();

    /** For waits that are neither Spark jobs nor interruptible. */
    CancelToken cancel();

    /** A line for the step's log at INFO; no data rows, no secrets. */
    void info(String line);

    /** A line for the step's log at WARN; no data rows, no secrets. */
    void warn(String line);

    /** A count of this step, e.g. {@code quarantined}. */
    void metric(String name, long value);

    /** The step's result, for extracts, transforms and validations; loads and light methods return theirs. */
    void result(JsonNode result);

    /** Runs {@code release} when the segment is over, however it ended. */
    void atEnd(Runnable release);

    /**
     * Names the failures of a system that this step reads from or writes to, also those that come up only when a later step
     * makes Spark compute.
     *
     * @param sink true when the step writes to it
     */
    void explain(boolean sink, Explanation explanation);

    /**
     * How many rows Spark's committed tasks wrote into a folder during this segment.
     *
     * @param folder as it was handed to Spark
     * @throws IllegalStateException when nothing was written there
     */
    long rowsWrittenTo(String folder);
}
