package io.orbit.control.topology;

import org.jspecify.annotations.Nullable;

/** Says whether a runner is still there. Safe for use by many threads. */
public interface Liveness {
    /** Why the runner, in that epoch, is taken for dead; null while it may be alive. */
    @Nullable
    String silence(String runner, long epoch);
}
