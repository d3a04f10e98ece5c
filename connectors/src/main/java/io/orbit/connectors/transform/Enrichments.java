package io.orbit.connectors.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of the transforms that give columns other values. */
public final class Enrichments {
    private Enrichments() {}

    /** Parameters of {@code UserMethods.fillNulls}. */
    public record FillNulls(
            @Param(
                    value = "What takes the place of null in each column. It must be of the column's type: a number"
                            + " for numbers, text for text, dates and timestamps.",
                    required = true,
                    example = "{\"delay\": 0, \"status\": \"UNKNOWN\"}")
            Map<String, JsonNode> defaults) {}

    /** Parameters of {@code UserMethods.mask}. */
    public record Mask(
            @Param(
                    value = "How each column is masked. hash: 64 hexadecimal digits. tokenize: letters and digits"
                            + " become others, what stands between them stays, and different values stay different."
                            + " last4: stars, but for the last four characters of eight or more. redact: always the same"
                            + " text. Equal values give equal results, whatever the column, so that joins still find each other. A"
                            + " null stays null; the result is text.",
                    required = true,
                    example = "{\"email\": \"hash\", \"card\": \"last4\"}")
            Map<String, Masking> columns,

            @Param(
                    value = "For hash and tokenize: connection whose credential has the field 'salt', of 16 characters"
                            + " or more. Who knows it can guess values; who changes it changes all results.",
                    example = "\"privacy\"")
            @Nullable
            String connection,

            @Param(value = "What redact writes.", defaultsTo = "\"***\"")
            String redacted) {}

    /** A way to mask. */
    public enum Masking {
        HASH,
        TOKENIZE,
        LAST4,
        REDACT
    }

    /** Parameters of {@code UserMethods.lookup}. */
    public record Lookup(
            @Param(
                    value = "Name of the input to look in. It is copied to every task, so it must fit into memory; a"
                            + " larger one is for UserMethods.join.",
                    required = true,
                    example = "\"airports\"")
            String dataset,

            @Param(
                    value = "Columns of the rows, each with the column of the other input that it must equal.",
                    required = true,
                    example = "{\"origin\": \"iata\"}")
            Map<String, String> keys,

            @Param(value = "Columns to add.", required = true, example = "[\"city\", \"state\"]")
            List<String> add,

            @Param(
                    value = "A row that is not found stays with nulls (null), is dropped, or fails the step.",
                    defaultsTo = "\"null\"")
            OnMissing onMissing) {}

    /** What becomes of a row that is not found. */
    public enum OnMissing {
        NULL,
        DROP,
        FAIL
    }
}
