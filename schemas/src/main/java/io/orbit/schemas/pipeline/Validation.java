package io.orbit.schemas.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the validator found.
 *
 * @param pipeline null exactly when there are problems
 * @param problems in the order of the text
 */
public record Validation(@Nullable ResolvedPipeline pipeline, List<Problem> problems) {
    public Validation {
        problems = List.copyOf(problems);
    }

    public boolean valid() {
        return problems.isEmpty();
    }

    /** @throws InvalidDefinition when there are problems */
    public ResolvedPipeline orThrow() {
        if (pipeline == null) {
            throw new InvalidDefinition(problems);
        }
        return pipeline;
    }
}
