package io.orbit.schemas.pipeline;

/** Whether a step's data set is written out after it. */
public enum Materialize {
    /** Where the planner finds it worth its price. */
    AUTO,
    NEVER,
    ALWAYS
}
