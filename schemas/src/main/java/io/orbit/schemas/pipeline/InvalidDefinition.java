package io.orbit.schemas.pipeline;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.List;
import java.util.stream.Collectors;

/** A definition with problems. Its code is that of the only problem, or {@link ErrorCode#DEFINITION_INVALID}. */
public final class InvalidDefinition extends OrbitException {
    @SuppressWarnings("serial") // never serialised
    private final List<Problem> problems;

    /** @param problems at least one */
    public InvalidDefinition(List<Problem> problems) {
        super(
                problems.size() == 1 ? problems.get(0).code() : ErrorCode.DEFINITION_INVALID,
                problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** In the order of the text. */
    public List<Problem> problems() {
        return problems;
    }
}
