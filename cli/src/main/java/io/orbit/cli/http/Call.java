package io.orbit.cli.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What is asked: a path below {@code /api/v1}, with its query.
 *
 * @param target encoded, begins with a slash
 * @param patience how long the server may take before it answers, on top of the usual patience
 */
public record Call(String target, Duration patience) {

    /** The path of these segments, each of which may hold any character. */
    public static Call to(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encoded(segment));
        }
        return new Call(path.toString(), Duration.ZERO);
    }

    public Call with(String name, Object value) {
        return new Call(
                target + (target.contains("?") ? '&' : '?') + name + '=' + encoded(String.valueOf(value)), patience);
    }

    /** Asks the server to hold the answer for up to {@code time} until there is something to say; in whole ms. */
    public Call waiting(Duration time) {
        return new Call(with("wait", time.toMillis() + "ms").target, time);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
