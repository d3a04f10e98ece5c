package io.orbit.api;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import org.jspecify.annotations.Nullable;

/** Says whether there is anything behind HTTP yet, and whether there still is. Safe for use by many threads. */
public final class Gate {
    private volatile @Nullable Parts parts;
    private volatile @Nullable OrbitException trouble;
    private volatile boolean stopping;

    /**
     * What answers.
     *
     * @throws OrbitException STORE_UNAVAILABLE while the server starts or stops, or why it cannot start
     */
    public Parts parts() {
        Parts open = parts;
        OrbitException why = trouble;
        if (open != null && !stopping) {
            return open;
        } else if (why != null) {
            throw new OrbitException(why.code(), String.valueOf(why.getMessage()), why);
        }
        throw new OrbitException(
                ErrorCode.STORE_UNAVAILABLE,
                "The server is %s. Ask again shortly.".formatted(stopping ? "stopping" : "starting"));
    }

    /** What answers; null while nothing does. */
    public @Nullable Parts open() {
        return stopping ? null : parts;
    }

    /** Why the server has not started yet; null when all is well. */
    public @Nullable OrbitException trouble() {
        return trouble;
    }

    void open(Parts opened) {
        trouble = null;
        parts = opened;
    }

    void troubled(OrbitException why) {
        trouble = why;
    }

    void stop() {
        stopping = true;
    }
}
