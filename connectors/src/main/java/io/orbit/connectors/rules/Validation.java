package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.s3.Locations;
import io.orbit.connectors.storage.Location;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Checks rows in one pass, before anything after it is written: the checked rows are kept, counted, and only then go
 * their ways, so that the counts are exact, and a step that fails has published nothing.
 */
public final class Validation {
    private final StepScope scope;
    private final Rules rules;
    private final Dataset<Row> input;
    private final Column[] original;

    private Validation(StepScope scope, Rules rules, Dataset<Row> input) {
        this.scope = scope;
        this.rules = rules;
        this.input = input;
        this.original = SqlText.columns(input, List.of(input.columns()));
    }

    /**
     * @param inputs the rows to check, then the data sets that rules refer to
     * @return the rows that go on
     * @throws OrbitException VALIDATION_FAILED when a rule with policy fail was broken or the gate was passed;
     *     PARAMETER_INVALID when a rule lacks what its check needs; SCHEMA_MISMATCH when a rule does not fit the columns;
     *     RECONCILIATION when the quarantine holds another number of rows than were put aside
     */
    public static Dataset<Row> check(StepScope scope, Rules rules, Inputs inputs) throws IOException {
        checkRules(rules);
        return new Validation(scope, rules, inputs.first()).run(inputs);
    }

    private Dataset<Row> run(Inputs inputs) throws IOException {
        List<Finding> findings = schemas();
        DatasetRules ofDataset = new DatasetRules(rules, inputs, scope.runStartedAt());
        boolean putsAside = rules.rules().stream().anyMatch(Validation::putsAside);
        RowRules ofRows = new RowRules(
                rules, inputs, putsAside ? input.withColumn(Aside.SOURCE, SourceRef.of(scope, rules, input)) : input);
        Bits bits = new Bits(ofRows.violations());
        Dataset<Row> checked =
                checked(original, ofRows.rows(), bits, putsAside).persist(StorageLevel.MEMORY_AND_DISK());
        scope.atEnd(() -> checked.unpersist(false));
        Tally tally = Tally.of(rules, bits, checked);
        findings.addAll(ofDataset.findings(checked, tally.total()));
        List<String> failures = new Verdict(rules, tally, findings).failures(scope);
        if (!failures.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.VALIDATION_FAILED,
                    "of %,d rows, %s. Nothing was written. Correct the data, or the rules' policies."
                            .formatted(tally.total(), String.join("; ", failures)));
        }
        Location place = tally.with(Rules.Policy.QUARANTINE) == 0 ? null : putAside(ofRows, bits, checked, tally);
        new Report(rules, tally, findings).tell(scope, place);
        return checked.where(not(bits.any(rule -> rule.policy() != Rules.Policy.WARN)))
                .select(original);
    }

    /** Before any row is read. */
    private List<Finding> schemas() {
        List<Finding> findings = new ArrayList<>();
        for (Rules.Rule rule : rules.rules()) {
            if (rule.check() == Rules.Check.SCHEMA) {
                SchemaRule.check(rule, input).ifPresent(findings::add);
            }
        }
        findings.forEach(SchemaRule::failIfWanted);
        return findings;
    }

    /** The rows, which violations they have, and of those that are put aside where they came from. */
    static Dataset<Row> checked(Column[] original, Dataset<Row> rows, Bits bits, boolean putsAside) {
        List<Column> columns = new ArrayList<>(List.of(original));
        columns.addAll(bits.computed());
        if (!putsAside) {
            return rows.select(columns.toArray(Column[]::new));
        }
        columns.add(col(Aside.SOURCE));
        Dataset<Row> all = rows.select(columns.toArray(Column[]::new));
        // Good rows are most: nothing of their source is kept.
        return all.withColumn(
                Aside.SOURCE,
                when(bits.any(Validation::putsAside), col(Aside.SOURCE)).otherwise(lit(null)));
    }

    private Location putAside(RowRules ofRows, Bits bits, Dataset<Row> checked, Tally tally) throws IOException {
        Rules.Quarantine quarantine = rules.quarantine();
        if (quarantine == null) {
            throw new IllegalStateException("checkRules lets no rule put rows aside without a place for them.");
        }
        Location place = Locations.sink(scope, quarantine.connection(), quarantine.path());
        Aside aside = new Aside(scope, quarantine, place);
        LoadReceipt receipt =
                aside.put(checked.where(bits.any(Validation::putsAside)), input.schema(), ofRows.violations());
        long counted = tally.with(Rules.Policy.QUARANTINE);
        if (receipt.rows() >= 0 && receipt.rows() != counted) {
            compare(receipt, counted, place);
        }
        return place;
    }

    private void compare(LoadReceipt receipt, long counted, Location place) {
        String text = "%,d rows were to be put aside, and %s holds %,d of this step."
                .formatted(counted, place, receipt.rows());
        if (!receipt.replayed()) {
            throw new OrbitException(ErrorCode.RECONCILIATION, text + " Do not trust either before it is understood.");
        }
        scope.warn(text + " An earlier attempt put them there, so the source has changed between the attempts.");
    }

    static boolean putsAside(Rules.Rule rule) {
        return rule.policy() == Rules.Policy.QUARANTINE;
    }

    private static void checkRules(Rules rules) {
        Set<String> ids = new HashSet<>();
        for (Rules.Rule rule : rules.rules()) {
            if (!ids.add(rule.id())) {
                throw RowRules.invalid(rule, "is there twice");
            }
            if (putsAside(rule) && rules.quarantine() == null) {
                throw RowRules.invalid(rule, "puts rows aside, but 'quarantine' does not say where");
            }
            if (rule.ofDataset() && rule.policy() != Rules.Policy.FAIL && rule.policy() != Rules.Policy.WARN) {
                throw RowRules.invalid(rule, "is about all rows: its policy must be fail or warn");
            }
        }
    }
}
