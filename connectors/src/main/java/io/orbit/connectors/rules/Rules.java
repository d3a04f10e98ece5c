package io.orbit.connectors.rules;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code UserMethods.rules}. */
public record Rules(
        @Param(
                value = "The rules. All that are about rows are looked at in one pass; a row that breaks several goes"
                        + " the way of the strictest: fail, quarantine, drop, warn.",
                required = true,
                example = "[{\"id\": \"amount\", \"check\": \"range\", \"column\": \"amount\", \"min\": 0}]")
        List<Rule> rules,

        @Param(
                value = "What a null is to range, length, acceptedValues, pattern, compare, references and expression,"
                        + " and no value at all to freshness: a violation, or all right (pass).",
                defaultsTo = "\"violation\"")
        NullIs nullIs,

        @Param("How many bad rows fail the step, whatever the rules' policies.") @Nullable
        Gate gate,

        @Param("Where rows go that broke a rule with policy quarantine.") @Nullable
        Quarantine quarantine,

        @Param(
                value = "Columns by which a person finds a row again; they are put into the source_ref of a row that is"
                        + " put aside, beside its file, or its topic, partition and offset, where these are columns.",
                example = "[\"order_id\"]")
        List<String> key) {

    /** One rule. Which of the fields it needs, its check says. */
    public record Rule(
            @Param(value = "Name of the rule, for counts and messages.", required = true)
            String id,

            @Param(
                    value = "What is checked. Of the whole data set: schema (before any row is read), rowCount,"
                            + " freshness, reconcile, and notNull with minRatio; all of it as it came in. Of each row:"
                            + " the others.",
                    required = true)
            Check check,

            @Param(
                    value = "What becomes of a row that breaks the rule: it fails the step, is dropped, is put aside"
                            + " (quarantine), or stays and is counted (warn). A rule about the whole data set can fail or"
                            + " warn.",
                    defaultsTo = "\"fail\"")
            Policy policy,

            @Param("notNull, unique, references: the columns.")
            List<String> columns,

            @Param("range, length, acceptedValues, pattern, freshness: the column.") @Nullable
            String column,

            @Param("range: least value; length: least number of characters; rowCount: least number of rows.") @Nullable
            JsonNode min,

            @Param("range: greatest value; length: most characters; rowCount: most rows.") @Nullable
            JsonNode max,

            @Param("notNull: share of the rows, 0 to 1, that must have a value in each of the columns.") @Nullable
            Double minRatio,

            @Param("acceptedValues: the values.") List<JsonNode> values,

            @Param("pattern: regular expression that must be found in the text; use ^ and $ for all of it.") @Nullable
            String pattern,

            @Param(value = "expression: SQL that must be true.", sql = true) @Nullable
            String expression,

            @Param("references: where the values must exist.") @Nullable
            Target to,

            @Param("compare: column on the left.") @Nullable String left,

            @Param("compare: how left and right must stand to each other.") @Nullable
            Operator op,

            @Param("compare: column on the right.") @Nullable
            String right,

            @Param(
                    value = "unique: among which rows: those of this step (batch). It does not look into the sink.",
                    defaultsTo = "\"batch\"")
            UniqueScope scope,

            @Param(value = "schema: columns with their SQL types.", example = "{\"id\": \"bigint\"}")
            Map<String, String> schema,

            @Param(value = "schema: other columns may be there too.", defaultsTo = "false")
            boolean allowExtra,

            @Param("freshness: how old the newest value may be when the run starts: 90s, 30m, 24h, 7d.") @Nullable
            String maxAge,

            @Param("reconcile: what the rows are compared with.") @Nullable
            Against against,

            @Param(
                    value = "reconcile: SQL aggregates by name; each is computed here and there.",
                    example = "{\"rows\": \"count(*)\", \"total\": \"sum(amount)\"}",
                    sql = true)
            Map<String, String> measures,

            @Param("reconcile: how far a measure may be from the other one, as a share of it; 0 when left out.")
            @Nullable
            Double tolerance) {

        /** True when the rule is about all rows together. */
        boolean ofDataset() {
            return switch (check) {
                case SCHEMA, ROW_COUNT, FRESHNESS, RECONCILE -> true;
                case NOT_NULL -> minRatio != null;
                case RANGE, LENGTH, ACCEPTED_VALUES, PATTERN, UNIQUE, REFERENCES, COMPARE, EXPRESSION -> false;
            };
        }
    }

    /** What a {@code reconcile} rule compares with. */
    public record Against(
            @Param(value = "Name of another input of the step.", required = true)
            String dataset,

            @Param(value = "Measures that are written differently there, by name.", sql = true)
            Map<String, String> measures) {}

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
        SCHEMA,
        NOT_NULL,
        UNIQUE,
        RANGE,
        LENGTH,
        ACCEPTED_VALUES,
        PATTERN,
        COMPARE,
        REFERENCES,
        EXPRESSION,
        ROW_COUNT,
        FRESHNESS,
        RECONCILE
    }

    /** How two columns stand to each other. */
    public enum Operator {
        @JsonProperty("=")
        EQUAL,
        @JsonProperty("!=")
        DIFFERENT,
        @JsonProperty("<")
        LESS,
        @JsonProperty("<=")
        AT_MOST,
        @JsonProperty(">")
        GREATER,
        @JsonProperty(">=")
        AT_LEAST
    }

    /** Among which rows a key must be unique. */
    public enum UniqueScope {
        BATCH
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
