package io.orbit.schemas.pipeline;

/** What becomes of a run that is asked for while the limit of active runs is reached. */
public enum Overlap {
    QUEUE,
    SKIP
}
