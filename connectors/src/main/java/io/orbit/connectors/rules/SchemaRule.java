package io.orbit.connectors.rules;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.json.DidYouMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/** Looks at columns and types, before any row is read. */
final class SchemaRule {
    private SchemaRule() {}

    /**
     * What is wrong with the columns that are there.
     *
     * @throws OrbitException PARAMETER_INVALID when the rule names no column, or something that is no type
     */
    static Optional<Finding> check(Rules.Rule rule, Dataset<Row> rows) {
        if (rule.schema().isEmpty()) {
            throw RowRules.invalid(rule, "needs 'schema'");
        }
        Map<String, StructField> there = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Arrays.stream(rows.schema().fields()).forEach(field -> there.put(field.name(), field));
        List<String> faults = new ArrayList<>();
        rule.schema().forEach((name, type) -> {
            StructField field = there.remove(name);
            DataType wanted = type(rule, type);
            if (field == null) {
                faults.add("column '%s' is missing. %s"
                        .formatted(name, DidYouMean.hint(name, Arrays.asList(rows.columns())))
                        .strip());
            } else if (!DataType.equalsIgnoreCaseAndNullability(field.dataType(), wanted)) {
                faults.add("column '%s' is %s, not %s"
                        .formatted(name, field.dataType().catalogString(), wanted.catalogString()));
            }
        });
        if (!rule.allowExtra() && !there.isEmpty()) {
            faults.add("columns %s are not in it".formatted(there.keySet()));
        }
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        rule, "rule '%s' wants another schema: %s".formatted(rule.id(), String.join("; ", faults))));
    }

    /** @throws OrbitException SCHEMA_MISMATCH when the rule's policy is to fail */
    static void failIfWanted(Finding finding) {
        if (finding.rule().policy() == Rules.Policy.FAIL) {
            throw new OrbitException(
                    ErrorCode.SCHEMA_MISMATCH, finding.text() + ". No row was read. Correct the source, or the rule.");
        }
    }

    private static DataType type(Rules.Rule rule, String type) {
        try {
            return DataType.fromDDL(type);
        } catch (Exception e) { // Not a narrower one: Scala throws checked exceptions that it does not declare.
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "Rule '%s': '%s' is no SQL type; write bigint, decimal(10,2), timestamp and the like."
                            .formatted(rule.id(), type),
                    e);
        }
    }
}
