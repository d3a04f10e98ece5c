package io.orbit.connectors.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * When a request is sent again within an attempt.
 *
 * @param retryOn statuses that may pass
 * @param maxRetries how often one request is sent again
 * @param maxRetryAfter the longest wait that a service may ask for
 * @param timeout for the whole of one answer
 * @param onlyWhenAsked true: only with a {@code Retry-After}; anything else is for the retries of the step
 */
public record Policy(
        List<Integer> retryOn, int maxRetries, Duration maxRetryAfter, Duration timeout, boolean onlyWhenAsked) {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 7;
    private static final int TIMES_ASKED = 3;

    public Policy {
        retryOn = List.copyOf(retryOn);
    }

    /** Sent again whenever that may help; see the parameters of the same names. */
    static Policy eager(List<Integer> retryOn, int maxRetries, int maxRetryAfterSec, int timeoutSec) {
        return new Policy(
                retryOn, maxRetries, Duration.ofSeconds(maxRetryAfterSec), Duration.ofSeconds(timeoutSec), false);
    }

    /** Sent once, and again where the service says when to come again. */
    public static Policy whenAsked(List<Integer> retryOn, int maxRetryAfterSec, int timeoutSec) {
        return new Policy(
                retryOn, TIMES_ASKED, Duration.ofSeconds(maxRetryAfterSec), Duration.ofSeconds(timeoutSec), true);
    }

    /** Without word from the service: 250 ms, doubled each time, at most 30 s. */
    static Duration backoff(int tried) {
        Duration grown = FIRST.multipliedBy(1L << Math.min(tried, MOST_DOUBLINGS));
        return grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
    }

    /** The wait that {@code Retry-After} asks for, as seconds or as a date; empty without a header that can be read. */
    static Optional<Duration> retryAfter(Answer answer, Clock clock) {
        Optional<String> header = answer.header("Retry-After").map(String::strip);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        if (header.get().matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(header.get())));
        }
        // Against the service's own clock, where it tells it.
        Instant now = answer.header("Date").flatMap(Policy::date).orElse(clock.instant());
        return header.flatMap(Policy::date)
                .map(until -> Duration.between(now, until))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
