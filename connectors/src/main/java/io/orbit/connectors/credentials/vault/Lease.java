package io.orbit.connectors.credentials.vault;

import java.time.Duration;

/**
 * A token of Vault and how long it lives. Never prints the token.
 *
 * @param ttl from {@code since} on; zero for one that does not expire
 * @param since as {@link System#nanoTime} says it
 */
record Lease(String token, Duration ttl, boolean renewable, long since) {
    boolean eternal() {
        return ttl.isZero();
    }

    boolean over() {
        return !eternal() && left().isNegative();
    }

    /** What is left of its life; negative when it is over. Not for an eternal one. */
    Duration left() {
        return ttl.minusNanos(System.nanoTime() - since);
    }

    /** Until two thirds of its life are over. Not for an eternal one. */
    Duration untilDue() {
        return left().minus(ttl.dividedBy(3));
    }

    /** True when little is left until it is due: keepers come a bit early. */
    boolean due() {
        return untilDue().compareTo(ttl.dividedBy(10)) <= 0;
    }

    @Override
    public String toString() {
        return "Lease[" + (eternal() ? "for ever" : ttl.toSeconds() + " s") + (renewable ? ", renewable]" : "]");
    }
}
