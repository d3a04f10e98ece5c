package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.delta.DeltaSink;
import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.registry.Words;
import io.orbit.connectors.s3.Locations;
import io.orbit.connectors.storage.FileSink;
import io.orbit.connectors.storage.Location;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Checks rows in one pass, before anything after it is written: the checked rows are kept, counted, and only then go
 * their ways, so that the counts are exact, and a step that fails has published nothing.
 */
public final class Validation {
    /** Which rules a row broke. */
    static final String ERRORS = "_orbit_errors";

    /** What becomes of a row: 0 for good, else {@link #fate}. */
    static final String FATE = "_orbit_fate";

    private final StepScope scope;
    private final Rules rules;
    private final Column[] original;

    private Validation(StepScope scope, Rules rules, Dataset<Row> rows) {
        this.scope = scope;
        this.rules = rules;
        this.original = SqlText.columns(rows, List.of(rows.columns()));
    }

    /**
     * @param inputs the rows to check, then the data sets that rules refer to
     * @return the rows that go on
     * @throws OrbitException VALIDATION_FAILED when a rule with policy fail was broken or the gate was passed;
     *     PARAMETER_INVALID when a rule lacks what its check needs
     */
    public static Dataset<Row> check(StepScope scope, Rules rules, Inputs inputs) throws IOException {
        checkRules(rules);
        return new Validation(scope, rules, inputs.first()).run(new RowRules(rules, inputs));
    }

    /** The greater wins when a row breaks several rules. */
    static int fate(Rules.Policy policy) {
        return switch (policy) {
            case WARN -> 1;
            case DROP -> 2;
            case QUARANTINE -> 3;
            case FAIL -> 4;
        };
    }

    private Dataset<Row> run(RowRules rowRules) throws IOException {
        Dataset<Row> checked = checked(rowRules).persist(StorageLevel.MEMORY_AND_DISK());
        scope.atEnd(() -> checked.unpersist(false));
        Tally tally = Tally.of(rules, checked);
        List<String> failures = new Verdict(rules, tally).failures(scope);
        if (!failures.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.VALIDATION_FAILED,
                    "of %,d rows, %s. Nothing was written. Correct the data, or the rules' policies."
                            .formatted(tally.total(), String.join("; ", failures)));
        }
        long aside = tally.with(Rules.Policy.QUARANTINE);
        Location place = aside == 0 ? null : putAside(checked.where(col(FATE).equalTo(fate(Rules.Policy.QUARANTINE))));
        report(tally, place);
        return checked.where(col(FATE).leq(fate(Rules.Policy.WARN))).select(original);
    }

    private Dataset<Row> checked(RowRules rowRules) {
        List<Column> errors = new ArrayList<>();
        // Two zeros: greatest takes no fewer, and there may be no rule on rows.
        List<Column> fates = new ArrayList<>(List.of(lit(0), lit(0)));
        for (RowRules.Violation violation : rowRules.violations()) {
            Column value = violation.column() == null
                    ? lit(null).cast("string")
                    : substring(
                            sha2(
                                    col(SqlText.quoted(violation.column()))
                                            .cast("string")
                                            .cast("binary"),
                                    256),
                            1,
                            16);
            Column error = struct(
                    lit(violation.rule().id()).as("rule"),
                    lit(violation.column()).cast("string").as("column"),
                    value.as("value_hash"));
            errors.add(when(violation.broken(), error));
            fates.add(when(violation.broken(), lit(fate(violation.rule().policy())))
                    .otherwise(lit(0)));
        }
        Column none = array().cast("array<struct<rule:string,column:string,value_hash:string>>");
        List<Column> columns = new ArrayList<>(List.of(original));
        columns.add((errors.isEmpty() ? none : array_compact(array(errors.toArray(Column[]::new)))).as(ERRORS));
        columns.add(greatest(fates.toArray(Column[]::new)).as(FATE));
        return rowRules.rows().select(columns.toArray(Column[]::new));
    }

    private Location putAside(Dataset<Row> bad) throws IOException {
        Rules.Quarantine quarantine = rules.quarantine();
        if (quarantine == null) {
            throw new IllegalStateException("checkRules lets no rule put rows aside without a place for them.");
        }
        Dataset<Row> records = bad.select(
                lit(scope.runId()).as("run_id"),
                lit(scope.step()).as("step_id"),
                array_distinct(col(ERRORS + ".rule")).as("rules"),
                col(ERRORS).as("errors"),
                to_json(struct(original)).as("payload"),
                lit(Timestamp.from(scope.runStartedAt())).as("first_seen_ts"));
        Location place = Locations.sink(scope, quarantine.connection(), quarantine.path());
        String name = scope.step() + ".quarantine";
        String format = Words.of(quarantine.format());
        LoadReceipt receipt = quarantine.format() == Rules.Format.DELTA
                ? DeltaSink.append(scope, place, name, records)
                : FileSink.load(
                        scope,
                        new FileSink.Target(place, format, Map.of(), List.of(), FileSink.Mode.APPEND),
                        name,
                        records);
        scope.info("put %d rows aside in %s%s"
                .formatted(receipt.rows(), place, receipt.replayed() ? ", which an earlier attempt had done" : ""));
        return place;
    }

    private void report(Tally tally, @Nullable Location place) {
        long aside = tally.with(Rules.Policy.QUARANTINE);
        long dropped = tally.with(Rules.Policy.DROP);
        scope.metric("rowsIn", tally.total());
        scope.metric("rowsOut", tally.total() - aside - dropped);
        scope.metric("quarantined", aside);
        scope.metric("dropped", dropped);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("rowsIn", tally.total())
                .put("rowsOut", tally.total() - aside - dropped)
                .put("quarantined", aside)
                .put("dropped", dropped)
                .put("quarantine", place == null ? null : place.path());
        for (Rules.Rule rule : rules.rules()) {
            result.withArray("rules")
                    .addObject()
                    .put("id", rule.id())
                    .put("check", Words.of(rule.check()))
                    .put("policy", Words.of(rule.policy()))
                    .put("evaluated", tally.total())
                    .put("failed", tally.byRule().get(rule.id()));
        }
        scope.result(result);
    }

    private static void checkRules(Rules rules) {
        Set<String> ids = new HashSet<>();
        for (Rules.Rule rule : rules.rules()) {
            if (!ids.add(rule.id())) {
                throw RowRules.invalid(rule, "is there twice");
            }
            if (rule.policy() == Rules.Policy.QUARANTINE && rules.quarantine() == null) {
                throw RowRules.invalid(rule, "puts rows aside, but 'quarantine' does not say where");
            }
            boolean counts = rule.check() == Rules.Check.ROW_COUNT;
            if (counts && rule.policy() != Rules.Policy.FAIL && rule.policy() != Rules.Policy.WARN) {
                throw RowRules.invalid(rule, "is about all rows: its policy must be fail or warn");
            }
        }
    }
}
