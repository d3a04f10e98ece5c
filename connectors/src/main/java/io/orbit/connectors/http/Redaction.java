package io.orbit.connectors.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes secrets out of what a service answered, in the forms in which a service may say them back. */
final class Redaction {
    /** What is shown of an answer. */
    static final int SHOWN = 2048;

    /** What is read of an answer that is only shown: enough that a secret that is cut off lies beyond what is shown. */
    static final int READ = 4 * SHOWN;

    /** Shorter values would blank out ordinary text and are no secrets. */
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    private Redaction(Collection<String> secrets) {
        // The longest first: a secret may hold another one.
        this.secrets = secrets.stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    /** @param headers values of headers that sign a call, e.g. {@code Basic …} */
    static Redaction of(Iterable<String> values, Collection<String> headers) {
        List<String> plain = new ArrayList<>();
        values.forEach(plain::add);
        for (String header : headers) {
            plain.add(header);
            plain.add(header.substring(header.lastIndexOf(' ') + 1));
        }
        Set<String> all = new LinkedHashSet<>();
        for (String value : plain) {
            if (value.length() >= SHORTEST) {
                all.add(value);
                all.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
                all.add(Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
                all.add(value.replace("\\", "\\\\").replace("\"", "\\\""));
            }
        }
        return new Redaction(all);
    }

    /** The text without secrets. */
    String clean(String text) {
        String cleaned = text;
        for (String secret : secrets) {
            cleaned = cleaned.replace(secret, "***");
        }
        return cleaned;
    }

    /**
     * The first 2 KiB of an answer on one line.
     *
     * @param more true when {@code text} is only the beginning
     */
    String shown(String text, boolean more) {
        String cleaned = clean(text);
        if (more && !secrets.isEmpty()) {
            // Whatever was cut off in the middle is not recognised: it is at the end.
            cleaned = cleaned.substring(
                    0, Math.max(0, cleaned.length() - secrets.get(0).length()));
        }
        String line = cleaned.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        boolean clipped = more || line.length() > SHOWN;
        return (line.length() > SHOWN ? line.substring(0, SHOWN) : line) + (clipped ? " …" : "");
    }
}
