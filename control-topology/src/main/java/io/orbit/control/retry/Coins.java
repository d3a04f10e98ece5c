package io.orbit.control.retry;

import io.orbit.schemas.Topics;
import java.time.Duration;

/** A delay is paid with the fixed delays of the retry topics, largest first: 47 s = 30 + 5 + 5 + 5 + 1 + 1. */
public final class Coins {
    private static final Duration SMALLEST = Topics.RETRY_DELAYS.get(Topics.RETRY_DELAYS.size() - 1);

    private Coins() {}

    /** The topic to wait in first; a rest below the smallest delay waits for the smallest: never early. */
    public static Duration first(long remainingMs) {
        return Topics.RETRY_DELAYS.stream()
                .filter(coin -> coin.toMillis() <= remainingMs)
                .findFirst()
                .orElse(SMALLEST);
    }
}
