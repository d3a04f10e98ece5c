package io.orbit.connectors.http;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps requests at least so far apart as a rate says; what was missed is not made up for. For one thread. */
final class Pace {
    private final long intervalNanos;
    private long next = System.nanoTime();

    private Pace(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    /**
     * @param perSecond null for no limit
     * @throws OrbitException PARAMETER_INVALID unless it is above 0
     */
    static Pace of(@Nullable Double perSecond) {
        if (perSecond == null) {
            return new Pace(0);
        }
        if (!(perSecond > 0)) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "'rateLimit' must be above 0 requests per second.");
        }
        return new Pace((long) (TimeUnit.SECONDS.toNanos(1) / perSecond));
    }

    /** @throws InterruptedException when the attempt is cancelled */
    void await() throws InterruptedException {
        long now = System.nanoTime();
        // A difference, as nanoTime may run over.
        long slot = next - now > 0 ? next : now;
        next = slot + intervalNanos;
        TimeUnit.NANOSECONDS.sleep(slot - now);
    }
}
