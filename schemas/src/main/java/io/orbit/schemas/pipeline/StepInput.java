package io.orbit.schemas.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * A data set that a step reads.
 *
 * @param name the role of the data set, e.g. {@code left}; null when the inputs are a list
 * @param step the step that gives it
 */
public record StepInput(@Nullable String name, String step) {}
