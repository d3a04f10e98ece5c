package io.orbit.connectors.method;

import io.orbit.schemas.OrbitException;
import java.util.List;
import java.util.Optional;

/** Knows what the exceptions of one other system mean. */
@FunctionalInterface
public interface Explanation {
    /**
     * @param causes an exception and its causes, outermost first
     * @return empty when they are not about that system
     */
    Optional<OrbitException> of(List<Throwable> causes);
}
