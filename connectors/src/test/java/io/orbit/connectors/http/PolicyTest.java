package io.orbit.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

    private static Optional<Duration> asked(String... headers) {
        Map<String, List<String>> all = new TreeMap<>();
        for (int at = 0; at < headers.length; at += 2) {
            all.put(headers[at], List.of(headers[at + 1]));
        }
        return Policy.retryAfter(
                new Answer(URI.create("http://h/"), 429, HttpHeaders.of(all, (a, b) -> true), new byte[0], false),
                NOON);
    }

    @Test
    void aWaitIsGivenInSecondsOrAsADateOnTheServicesOwnClock() {
        assertThat(asked("Retry-After", "120")).contains(Duration.ofMinutes(2));
        assertThat(asked("Retry-After", "Fri, 02 Jan 2026 12:00:30 GMT")).contains(Duration.ofSeconds(30));
        assertThat(asked("Retry-After", "Fri, 02 Jan 2026 09:00:30 GMT", "Date", "Fri, 02 Jan 2026 09:00:00 GMT"))
                .contains(Duration.ofSeconds(30));
        assertThat(asked("Retry-After", "Fri, 02 Jan 2026 11:00:00 GMT")).contains(Duration.ZERO);
    }

    @Test
    void whatCannotBeReadIsNoWait() {
        assertThat(asked()).isEmpty();
        assertThat(asked("Retry-After", "soon")).isEmpty();
        assertThat(asked("Retry-After", "-5")).isEmpty();
        assertThat(asked("Retry-After", "99999999999999999999")).isEmpty();
    }

    @Test
    void waitsGrowUpToABound() {
        assertThat(List.of(0, 1, 2, 7, 1000).stream().map(Policy::backoff).map(Duration::toMillis))
                .containsExactly(250L, 500L, 1000L, 30_000L, 30_000L);
    }
}
