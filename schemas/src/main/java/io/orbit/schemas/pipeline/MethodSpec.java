package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a step may call, as its module describes it.
 *
 * @param name as in a definition, e.g. {@code ExtractMethods.csv}
 * @param light true when it needs no Spark session
 * @param streaming true when it also works on an endless input
 * @param minInputs how many data sets it needs at least
 * @param maxInputs how many data sets it takes at most
 * @param guarantee what holds for its effect after a retry; null when it has none
 * @param example a step that calls it; null when its module shows none
 * @param parameters JSON Schema 2020-12 of {@code with}
 */
public record MethodSpec(
        String name,
        Kind kind,
        boolean light,
        String title,
        String description,
        boolean streaming,
        int minInputs,
        int maxInputs,
        @Nullable String guarantee,
        @Nullable JsonNode example,
        JsonNode parameters) {

    /** What a method is for. */
    public enum Kind {
        EXTRACT,
        TRANSFORM,
        VALIDATE,
        LOAD,
        LIGHT
    }

    /** True when a later step can read rows from it. */
    public boolean givesRows() {
        return !light && kind != Kind.LOAD && kind != Kind.LIGHT;
    }
}
