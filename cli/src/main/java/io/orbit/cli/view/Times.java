package io.orbit.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Times as people read them.
 *
 * @param now to which what has not ended is counted: of the server as far as known, or ages would be wrong by the
 *     difference of two clocks; for a look at the past, the moment that is looked at
 */
public record Times(Instant now, ZoneId zone) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd");
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** An ISO-8601 text or epoch milliseconds; empty for null and for anything else. */
    public static Optional<Instant> instant(JsonNode time) {
        if (time.isNumber()) {
            return Optional.of(Instant.ofEpochMilli(time.asLong()));
        }
        try {
            return time.isTextual() ? Optional.of(Instant.parse(time.asText(""))) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** {@code 840 ms}, {@code 6.1 s}, {@code 4m 06s}, {@code 2h 03m}, {@code 3d 04h}. */
    public static String duration(Duration duration) {
        long ms = Math.max(0, duration.toMillis());
        if (ms < 1000) {
            return ms + " ms";
        }
        long seconds = ms / 1000;
        if (seconds < 60) {
            return seconds + "." + ms % 1000 / 100 + " s";
        }
        if (seconds < 3600) {
            return pair(seconds / 60, "m", seconds % 60, "s");
        }
        return seconds < 86_400
                ? pair(seconds / 3600, "h", seconds % 3600 / 60, "m")
                : pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small < 10 ? " 0" : " ") + small + smallUnit;
    }

    /** The duration of something with {@code durationMs}, or with {@code startedAt} and no end yet; empty when not begun. */
    public String took(JsonNode thing) {
        if (thing.path("durationMs").isNumber()) {
            return duration(Duration.ofMillis(thing.path("durationMs").asLong()));
        }
        Instant end = instant(thing.path("finishedAt")).orElse(now);
        return instant(thing.path("startedAt"))
                .map(start -> duration(Duration.between(start, end)))
                .orElse("");
    }

    /** {@code 4 min ago}; the date when it is over a week ago; empty for null. */
    public String ago(JsonNode time) {
        return instant(time).map(this::ago).orElse("");
    }

    private String ago(Instant time) {
        long seconds = Duration.between(time, now).toSeconds();
        if (seconds < 2) {
            return "just now";
        }
        if (seconds < 60) {
            return seconds + " s ago";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min ago";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h ago";
        }
        return seconds < 7 * 86_400 ? seconds / 86_400 + " d ago" : DATE.format(time.atZone(zone));
    }

    /** The time of day with milliseconds; empty for null. */
    public String clock(JsonNode time) {
        return instant(time).map(at -> CLOCK.format(at.atZone(zone))).orElse("");
    }

    /** Date and time of day; empty for null. */
    public String full(JsonNode time) {
        return instant(time).map(at -> FULL.format(at.atZone(zone))).orElse("");
    }

    /** {@code UTC} or {@code +02:00}: belongs beside every absolute time. */
    public String zoneLabel() {
        ZoneOffset offset = zone.getRules().getOffset(now);
        return offset.equals(ZoneOffset.UTC) ? "UTC" : offset.getId();
    }
}
