package io.orbit.connectors.light;

import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Files;

/** Steps that misbehave on purpose, to show and to test what Orbit does then. */
public final class TestSupport {
    private TestSupport() {}

    /** @throws OrbitException METHOD_FAILED, which may pass, in the attempts that are to fail */
    public static void failUntil(StepScope scope, Calls.FailUntil with) {
        boolean due = with.succeedOnAttempt() > 0 && scope.attempt() >= with.succeedOnAttempt();
        boolean allowed = with.unlessExists() != null && Files.exists(scope.path(with.unlessExists()));
        if (!due && !allowed) {
            throw new OrbitException(
                    ErrorCode.METHOD_FAILED,
                    "attempt %d fails on purpose%s."
                            .formatted(
                                    scope.attempt(),
                                    with.succeedOnAttempt() > 0
                                            ? "; attempt " + with.succeedOnAttempt() + " will not"
                                            : ", as every attempt does"));
        }
    }
}
