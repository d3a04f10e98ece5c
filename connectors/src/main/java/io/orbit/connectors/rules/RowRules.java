package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** Turns the rules on rows into conditions of one projection. */
final class RowRules {
    private static final String AID = "_orbit_aid_";

    private final Rules rules;
    private final Inputs inputs;
    private final List<Violation> violations = new ArrayList<>();
    private Dataset<Row> rows;

    /**
     * @param column that broke the rule; null when it is not about one
     * @param broken true or false, never null
     */
    record Violation(Rules.Rule rule, @Nullable String column, Column broken) {}

    RowRules(Rules rules, Inputs inputs) {
        this.rules = rules;
        this.inputs = inputs;
        this.rows = inputs.first();
        for (int at = 0; at < rules.rules().size(); at++) {
            add(rules.rules().get(at), AID + at);
        }
    }

    /** The rows with the columns that the conditions need on top. */
    Dataset<Row> rows() {
        return rows;
    }

    List<Violation> violations() {
        return violations;
    }

    private void add(Rules.Rule rule, String aid) {
        switch (rule.check()) {
            case NOT_NULL -> {
                for (String name : columns(rule)) {
                    violations.add(new Violation(rule, name, column(name).isNull()));
                }
            }
            case RANGE -> one(rule, range(rule));
            case ACCEPTED_VALUES -> one(rule, accepted(rule));
            case PATTERN ->
                one(rule, column(column(rule)).cast("string").rlike(needed(rule, "pattern", rule.pattern())));
            case UNIQUE -> unique(rule, aid);
            case REFERENCES -> references(rule, aid);
            case EXPRESSION -> {
                Column holds = expr(SqlText.expression(needed(rule, "expression", rule.expression())));
                violations.add(new Violation(rule, null, broken(holds)));
            }
            case ROW_COUNT -> {
                // Not about single rows: looked at when they have been counted.
            }
        }
    }

    private Column range(Rules.Rule rule) {
        String name = column(rule);
        Column value = column(name);
        if (rule.min() == null && rule.max() == null) {
            throw invalid(rule, "needs 'min' or 'max'");
        }
        DataType type = inputs.first()
                .schema()
                .fields()[inputs.first().schema().fieldIndex(named(name))]
                .dataType();
        Column holds = lit(true);
        if (rule.min() != null) {
            holds = value.geq(bound(rule, "min", rule.min(), type));
        }
        if (rule.max() != null) {
            holds = holds.and(value.leq(bound(rule, "max", rule.max(), type)));
        }
        return holds;
    }

    /** Text becomes what the column is, so that dates can be given as text; numbers are compared as numbers. */
    private static Column bound(Rules.Rule rule, String field, JsonNode value, DataType type) {
        Column bound = lit(SqlText.value("rules/" + rule.id() + "/" + field, value));
        return value.isTextual() ? bound.cast(type) : bound;
    }

    private Column accepted(Rules.Rule rule) {
        if (rule.values().isEmpty()) {
            throw invalid(rule, "needs 'values'");
        }
        Object[] values = rule.values().stream()
                .map(value -> SqlText.value("rules/" + rule.id() + "/values", value))
                .toArray();
        return column(column(rule)).isin(values);
    }

    /** Every row of a key that occurs more than once; a key with a null in it is no key. */
    private void unique(Rules.Rule rule, String aid) {
        Column[] keys = SqlText.columns(inputs.first(), columns(rule));
        Column complete = lit(true);
        for (Column key : keys) {
            complete = complete.and(key.isNotNull());
        }
        rows = rows.withColumn(aid, count(lit(1)).over(Window.partitionBy(keys)));
        violations.add(new Violation(rule, firstColumn(rule), complete.and(col(aid).gt(1))));
    }

    private void references(Rules.Rule rule, String aid) {
        Rules.Target to = rule.to();
        if (to == null || to.columns().size() != columns(rule).size()) {
            throw invalid(rule, "needs 'to' with as many columns as 'columns'");
        }
        Dataset<Row> other = inputs.named(to.dataset());
        Column[] theirs = SqlText.columns(other, to.columns());
        Column same = lit(true);
        Column complete = lit(true);
        for (int at = 0; at < theirs.length; at++) {
            theirs[at] = theirs[at].as(aid + "_" + at);
            Column ours = column(columns(rule).get(at));
            same = same.and(ours.equalTo(col(aid + "_" + at)));
            complete = complete.and(ours.isNotNull());
        }
        Dataset<Row> known = other.select(theirs).distinct().withColumn(aid, lit(true));
        rows = rows.join(known, same, "left");
        Column missing = col(aid).isNull();
        violations.add(new Violation(
                rule, firstColumn(rule), rules.nullIs() == Rules.NullIs.PASS ? missing.and(complete) : missing));
    }

    private void one(Rules.Rule rule, Column holds) {
        violations.add(new Violation(rule, column(rule), broken(holds)));
    }

    private Column broken(Column holds) {
        return not(coalesce(holds, lit(rules.nullIs() == Rules.NullIs.PASS)));
    }

    private Column column(String name) {
        SqlText.check(inputs.first(), List.of(name));
        return col(SqlText.quoted(name));
    }

    /** The column's name as the rows spell it. */
    private String named(String name) {
        for (String known : inputs.first().columns()) {
            if (known.equalsIgnoreCase(name)) {
                return known;
            }
        }
        return name;
    }

    private static String column(Rules.Rule rule) {
        return needed(rule, "column", rule.column());
    }

    private static List<String> columns(Rules.Rule rule) {
        if (rule.columns().isEmpty()) {
            throw invalid(rule, "needs 'columns'");
        }
        return rule.columns();
    }

    private static @Nullable String firstColumn(Rules.Rule rule) {
        return rule.columns().size() == 1 ? rule.columns().get(0) : null;
    }

    private static <T> T needed(Rules.Rule rule, String field, @Nullable T value) {
        if (value == null) {
            throw invalid(rule, "needs '" + field + "'");
        }
        return value;
    }

    static OrbitException invalid(Rules.Rule rule, String why) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, "Rule '%s' %s.".formatted(rule.id(), why));
    }
}
