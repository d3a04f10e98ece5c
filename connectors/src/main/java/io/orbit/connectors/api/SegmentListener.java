package io.orbit.connectors.api;

/** Hears of the steps of one attempt, in order, from the thread that runs the segment. */
public interface SegmentListener {
    void started(String step);

    /** The step's effects are committed; it will not run again. */
    void succeeded(String step, StepOutcome outcome);

    /** @param level DEBUG, INFO, WARN or ERROR; {@code line} never holds data rows or secrets */
    void log(String step, String level, String line);
}
