package io.orbit.connectors.api;

/** Hears of the steps of one attempt, in order, from the thread that runs the segment. */
public interface SegmentListener {
    void started(String step);

    /** The step's effects are committed; it will not run again. */
    void succeeded(String step, StepOutcome outcome);

    /**
     * How far a step of a stream is; at most once in ten seconds for each.
     *
     * @param healthy true when the attempt has run for {@code resetAfterHealthyMs} without a failure
     * @param metrics counts since the attempt began, as in {@link StepOutcome}, and for the step that reads the stream
     *     {@code batches, lag, rowsPerSec, latencyP50Ms, latencyP95Ms}
     */
    default void progress(String step, boolean healthy, java.util.Map<String, Long> metrics) {}

    /** @param level DEBUG, INFO, WARN or ERROR; {@code line} never holds data rows or secrets */
    void log(String step, String level, String line);
}
