package io.orbit.api.http;

import io.micronaut.http.HttpRequest;
import io.orbit.api.log.Position;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query of a request, checked: what is unknown, repeated or of a wrong form is refused. */
final class Query {
    static final Duration MAX_WAIT = Duration.ofSeconds(60);

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

    private final HttpRequest<?> request;

    /** @throws Refusal 400 for a parameter that is none of {@code known}, or is there twice */
    Query(HttpRequest<?> request, Set<String> known) {
        this.request = request;
        for (String name : request.getParameters().names()) {
            if (!known.contains(name)) {
                throw Refusal.badRequest("There is no query parameter '%s' here. %s"
                        .formatted(Shown.text(name), DidYouMean.hint(name, known))
                        .strip());
            }
            if (request.getParameters().getAll(name).size() > 1) {
                throw Refusal.badRequest("The query parameter '%s' is there twice.".formatted(name));
            }
        }
    }

    /** Null when it is absent or empty. */
    @Nullable
    String text(String name) {
        String value = request.getParameters().get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    long number(String name, long fallback, long least, long most) {
        String value = text(name);
        if (value == null) {
            return fallback;
        }
        // Eighteen digits fit into a long.
        boolean digits = value.matches("\\d{1,18}");
        long number = digits ? Long.parseLong(value) : -1;
        if (number < least || number > most) {
            throw Refusal.badRequest(
                    "'%s' must be a number from %d to %d, not '%s'.".formatted(name, least, most, Shown.text(value)));
        }
        return number;
    }

    int limit(int fallback, int most) {
        return (int) number("limit", fallback, 1, most);
    }

    /** True when the request says how long it waits. */
    boolean waits() {
        return text("wait") != null;
    }

    /** How long to wait, {@code 500ms}, {@code 10s} or {@code 1m}; a minute at most. */
    Duration patience(Duration fallback) {
        String value = text("wait");
        if (value == null) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw Refusal.badRequest(
                    "'wait' must be a duration such as 500ms, 10s or 1m, not '%s'.".formatted(Shown.text(value)));
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration asked = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
        return asked.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : asked;
    }

    /** The position that the answer must reflect. */
    Optional<Position> after(int partitions) {
        String value = text("after");
        if (value == null) {
            return Optional.empty();
        }
        Position position = Position.parse(value)
                .filter(parsed -> parsed.partition() < partitions)
                .orElseThrow(() ->
                        Refusal.badRequest("'after' must be a position that the server gave, such as 3:1207, not '%s'."
                                .formatted(Shown.text(value))));
        return Optional.of(position);
    }

    /** The words of a list, separated by commas. */
    List<String> words(String name) {
        String value = text(name);
        return value == null ? List.of() : List.of(value.split(",", -1));
    }
}
