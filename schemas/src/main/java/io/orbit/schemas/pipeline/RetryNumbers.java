package io.orbit.schemas.pipeline;

/**
 * When a failed attempt is tried again: the nth retry (from 0) waits {@code min(delayMs * factor^n, maxDelayMs)}, more or
 * less by {@code jitter}.
 *
 * @param maxRetries attempts after the first; 0 means none
 * @param resetAfterHealthyMs an attempt that ran this long before it failed makes the count start anew; 0 means never
 * @param jitter part of the delay, 0 to 1, by which it may differ
 */
public record RetryNumbers(
        int maxRetries, long delayMs, double factor, long maxDelayMs, double jitter, long resetAfterHealthyMs) {
    /** 30 s, 60 s, 120 s. */
    public static final RetryNumbers DEFAULT = new RetryNumbers(3, 30_000, 2.0, 300_000, 0.1, 0);

    /** The preset {@code fixed-5s}. */
    public static final RetryNumbers FIXED_5S = new RetryNumbers(3, 5_000, 1.0, 5_000, 0, 0);
}
