package io.orbit.control.core;

/**
 * How often and how late a failed step is tried again.
 *
 * @param maxRetries retries after the first attempt; 3 means 4 attempts
 * @param delayMs wait before the first retry
 * @param factor growth per further retry; 1 is a fixed delay
 * @param maxDelayMs no wait is longer
 * @param jitter 0 to 1: the wait is shortened or lengthened by up to this share
 */
public record RetryPolicy(int maxRetries, long delayMs, double factor, long maxDelayMs, double jitter) {
    /** 3 retries after 30, 60 and 120 s. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(3, 30_000, 2.0, 300_000, 0);

    public RetryPolicy {
        check(maxRetries >= 0, "maxRetries must not be negative");
        check(delayMs >= 0 && maxDelayMs >= 0, "delays must not be negative");
        check(factor >= 1, "factor must be at least 1");
        check(jitter >= 0 && jitter <= 1, "jitter must be between 0 and 1");
    }

    /** True when a step that failed {@code failures} times may try once more. */
    public boolean allows(int failures) {
        return failures <= maxRetries;
    }

    /**
     * The wait in ms after failure number {@code failures} (1 is the first): {@code min(delay * factor^(n-1), maxDelay)}.
     *
     * @param seed says whose wait it is; equal seeds give equal jitter, so that a replay decides the same
     */
    public long delayAfter(int failures, String seed) {
        double grown = delayMs * Math.pow(factor, Math.min(failures - 1, 60));
        double capped = Math.min(grown, (double) maxDelayMs);
        double share = spread(seed) * 2 - 1;
        return Math.max(0, Math.round(Math.min(capped + capped * jitter * share, (double) maxDelayMs)));
    }

    /** A number in [0, 1) from the text, well mixed (the finaliser of MurmurHash3). */
    private static double spread(String seed) {
        int hash = seed.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        hash ^= hash >>> 16;
        return (hash & 0x7fffffff) / (double) 0x80000000L;
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
