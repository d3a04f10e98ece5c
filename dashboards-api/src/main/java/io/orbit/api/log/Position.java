package io.orbit.api.log;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the requests topic, written {@code partition:offset}; the offset is -1 before the first record. */
public record Position(int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}):(-1|\\d{1,18})");

    /** Empty when the text is no position. */
    public static Optional<Position> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new Position(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return partition + ":" + offset;
    }
}
