package io.orbit.connectors.engine;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the secrets of one segment out of everything that leaves it. */
final class Redactor {
    /** Shorter values would blank out ordinary text and are no secrets. */
    private static final int SHORTEST = 4;

    private final Set<String> secrets = new LinkedHashSet<>();

    void keepSecret(Iterable<String> values) {
        for (String value : values) {
            if (value.length() >= SHORTEST) {
                secrets.add(value);
            }
        }
    }

    String clean(String text) {
        String cleaned = text;
        for (String secret : secrets) {
            cleaned = cleaned.replace(secret, "***");
        }
        return cleaned;
    }

    /** True when a message in the chain of causes holds a secret. */
    boolean leaks(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause() == at ? null : at.getCause()) {
            String text = String.valueOf(at.getMessage());
            if (!clean(text).equals(text)) {
                return true;
            }
        }
        return false;
    }
}
