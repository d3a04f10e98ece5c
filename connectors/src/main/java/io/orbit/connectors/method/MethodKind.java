package io.orbit.connectors.method;

import java.util.Locale;

/** What a method does in a pipeline, and so which shape it has. */
public enum MethodKind {
    /** Brings rows in; has no inputs. */
    EXTRACT,
    /** Rows to rows. */
    TRANSFORM,
    /** Rows to the rows that keep the rules. */
    VALIDATE,
    /** Puts rows out and leaves none. */
    LOAD,
    /** Works without Spark and without rows. */
    LIGHT;

    public boolean light() {
        return this == LIGHT;
    }

    /** As the catalogue spells it, e.g. {@code extract}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
