package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Vault takes them: {@code 90}, {@code "90"}, {@code "90s"}, {@code "15m"}, {@code "1h"}. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd]?)");

    private Durations() {}

    /** Zero when there is none, or none that is understood. */
    static Duration of(JsonNode value) {
        Matcher parts = FORM.matcher(value.asText(""));
        if (!parts.matches()) {
            return Duration.ZERO;
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofSeconds(count);
        };
    }
}
