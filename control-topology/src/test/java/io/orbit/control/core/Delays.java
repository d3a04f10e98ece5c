package io.orbit.control.core;

import java.util.Set;

/** What a retry policy means, computed step by step and without its code. */
final class Delays {
    private static final Set<String> FOR_GOOD = Set.of("CONFIG", "AUTH", "DATA", "INTERNAL");

    private Delays() {}

    /** True when a retry can help against this kind of error; so it may against one of tomorrow's. */
    static boolean mayPass(String kind) {
        return !FOR_GOOD.contains(kind);
    }

    static boolean right(RetryPolicy policy, int failures, long delayMs) {
        double base = (double) policy.delayMs();
        for (int i = 1; i < failures; i++) {
            base = base * policy.factor();
        }
        base = Math.min(base, (double) policy.maxDelayMs());
        return Math.abs(delayMs - base) <= base * policy.jitter() + 1 && delayMs <= policy.maxDelayMs();
    }
}
