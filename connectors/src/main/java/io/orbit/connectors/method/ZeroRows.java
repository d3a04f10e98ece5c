package io.orbit.connectors.method;

import org.jspecify.annotations.Nullable;

/** What happens when a step sees no rows: its {@code onZeroRows}. */
public enum ZeroRows {
    SUCCEED,
    WARN,
    FAIL;

    /** @param word as in the definition; null when the step says nothing */
    public static ZeroRows of(@Nullable String word, ZeroRows otherwise) {
        if (word == null) {
            return otherwise;
        }
        for (ZeroRows policy : values()) {
            if (policy.name().equalsIgnoreCase(word)) {
                return policy;
            }
        }
        return otherwise;
    }
}
