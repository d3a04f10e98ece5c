package io.orbit.connectors.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code UserMethods.rules}. */
public record Rules(
        @Param(value = "The rules.", required = true) List<Rule> rules,

        @Param(
                value = "What a null is to range, acceptedValues, pattern, references and expression: a violation, or"
                        + " all right (pass).",
                defaultsTo = "\"violation\"")
        NullIs nullIs,

        @Param("How many bad rows fail the step, whatever the rules' policies.") @Nullable
        Gate gate,

        @Param("Where rows go that broke a rule with policy quarantine.") @Nullable
        Quarantine quarantine) {

    /** One rule. Which of the fields it needs, its check says. */
    public record Rule(
            @Param(value = "Name of the rule, for counts and messages.", required = true)
            String id,

            @Param(value = "What is checked.", required = true)
            Check check,

            @Param(
                    value = "What becomes of a row that breaks the rule: it fails the step, is dropped, is put aside"
                            + " (quarantine), or stays and is counted (warn).",
                    defaultsTo = "\"fail\"")
            Policy policy,

            @Param("notNull, unique, references: the columns.")
            List<String> columns,

            @Param("range, acceptedValues, pattern: the column.") @Nullable
            String column,

            @Param("range: least value; rowCount: least number of rows.") @Nullable
            JsonNode min,

            @Param("range: greatest value; rowCount: greatest number of rows.") @Nullable
            JsonNode max,

            @Param("acceptedValues: the values.") List<JsonNode> values,

            @Param("pattern: regular expression that must be found in the text; use ^ and $ for all of it.") @Nullable
            String pattern,

            @Param(value = "expression: SQL that must be true.", sql = true) @Nullable
            String expression,

            @Param("references: where the values must exist.") @Nullable
            Target to) {}

    /** Where the values of a {@code references} rule must exist. */
    public record Target(
            @Param(value = "Name of another input of the step.", required = true)
            String dataset,

            @Param(value = "Its columns, in the order of the rule's.", required = true)
            List<String> columns) {}

    /** What makes the whole step fail. A bad row is one that is dropped or put aside. */
    public record Gate(
            @Param("Greatest share of bad rows, 0 to 1.") @Nullable
            Double maxBadRatio,

            @Param(value = "Greatest number of bad rows.", min = 0) @Nullable
            Long maxBadRows) {}

    /** Where bad rows go. */
    public record Quarantine(
            @Param(value = "Folder; rows are added.", required = true, example = "\"quarantine/flights\"")
            String path,

            @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
            String connection,

            @Param(value = "What is written there.", defaultsTo = "\"delta\"")
            Format format) {}

    /** What is checked. */
    public enum Check {
        NOT_NULL,
        RANGE,
        ACCEPTED_VALUES,
        PATTERN,
        UNIQUE,
        REFERENCES,
        EXPRESSION,
        ROW_COUNT
    }

    /** What becomes of a row that breaks a rule. */
    public enum Policy {
        WARN,
        DROP,
        QUARANTINE,
        FAIL
    }

    /** What a null means. */
    public enum NullIs {
        VIOLATION,
        PASS
    }

    /** Format of the quarantine. */
    public enum Format {
        DELTA,
        JSON,
        PARQUET
    }
}
