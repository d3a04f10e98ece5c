package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
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
 * @param effects what else a retry meets
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
        Effects effects,
        @Nullable JsonNode example,
        JsonNode parameters) {

    /**
     * What an attempt leaves to the next one.
     *
     * @param pins what a run's first attempt writes down so that later ones read the same rows, in words; empty when it
     *     writes down nothing
     * @param pinnedBy the parameter without which nothing is pinned all the same; empty when it always is
     * @param because why the guarantee holds, in words; empty without one
     * @param writesIf the parameter without which nothing is written, and no guarantee is needed; empty when it always is
     * @param idempotentModes values of the parameter {@code mode} with which a sink ends up right even when a retry reads
     *     other rows than the attempt before
     */
    public record Effects(String pins, String pinnedBy, String because, String writesIf, Set<String> idempotentModes) {
        public Effects {
            idempotentModes = Set.copyOf(idempotentModes);
        }
    }

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
