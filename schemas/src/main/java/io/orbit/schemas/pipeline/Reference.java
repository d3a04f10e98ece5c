package io.orbit.schemas.pipeline;

import java.util.List;

/**
 * A place in a definition that a run fills in.
 *
 * @param name of the parameter, of the fact about the run ({@code id}, {@code startedAt}, {@code pipeline}), or of the
 *     step
 * @param path for a step: where in its result; empty for the whole result and for the other roots
 * @param text as it is written, {@code ${…}}
 */
public record Reference(Root root, String name, List<String> path, String text) {
    /** What a reference begins with. */
    public enum Root {
        PARAMS,
        RUN,
        STEPS
    }

    public Reference {
        path = List.copyOf(path);
    }
}
