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
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
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

    /** @param rows those of the first input, with what else is to be carried along */
    RowRules(Rules rules, Inputs inputs, Dataset<Row> rows) {
        this.rules = rules;
        this.inputs = inputs;
        this.rows = rows;
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
        if (rule.ofDataset()) {
            return;
        }
        switch (rule.check()) {
            case NOT_NULL -> {
                for (String name : columns(rule)) {
                    violations.add(new Violation(rule, name, column(name).isNull()));
                }
            }
            case RANGE -> one(rule, range(rule));
            case LENGTH -> one(rule, length(rule));
            case ACCEPTED_VALUES -> one(rule, accepted(rule));
            case PATTERN ->
                one(rule, column(column(rule)).cast("string").rlike(needed(rule, "pattern", rule.pattern())));
            case COMPARE -> compare(rule);
            case UNIQUE -> unique(rule, aid);
            case REFERENCES -> references(rule, aid);
            case EXPRESSION -> {
                Column holds = expr(SqlText.expression(needed(rule, "expression", rule.expression())));
                violations.add(new Violation(rule, null, broken(holds)));
            }
            case SCHEMA, ROW_COUNT, FRESHNESS, RECONCILE ->
                throw new IllegalStateException(rule.check() + " is about the whole data set.");
        }
    }

    private Column range(Rules.Rule rule) {
        String name = column(rule);
        Column value = column(name);
        if (rule.min() == null && rule.max() == null) {
            throw invalid(rule, "needs 'min' or 'max'");
        }
        StructField field = SqlText.field(inputs.first(), name);
        Column holds = lit(true);
        if (rule.min() != null) {
            holds = value.geq(bound(rule, "min", rule.min(), field));
        }
        if (rule.max() != null) {
            holds = holds.and(value.leq(bound(rule, "max", rule.max(), field)));
        }
        return holds;
    }

    /** Text becomes what the column is, so that dates can be given as text; numbers are compared as numbers. */
    private static Column bound(Rules.Rule rule, String name, JsonNode value, StructField field) {
        if (value.isNumber() && !(field.dataType() instanceof NumericType)) {
            throw mismatch(rule, field, "a number");
        }
        Column bound = lit(SqlText.value("rules/" + rule.id() + "/" + name, value));
        return value.isTextual() ? bound.cast(field.dataType()) : bound;
    }

    private Column length(Rules.Rule rule) {
        StructField field = SqlText.field(inputs.first(), column(rule));
        if (!(field.dataType() instanceof StringType)) {
            throw mismatch(rule, field, "text");
        }
        if (rule.min() == null && rule.max() == null) {
            throw invalid(rule, "needs 'min' or 'max'");
        }
        Column length = functions.length(column(field.name()));
        return length.between(whole(rule, rule.min(), 0), whole(rule, rule.max(), Long.MAX_VALUE));
    }

    private Column accepted(Rules.Rule rule) {
        if (rule.values().isEmpty()) {
            throw invalid(rule, "needs 'values'");
        }
        StructField field = SqlText.field(inputs.first(), column(rule));
        boolean number = field.dataType() instanceof NumericType;
        boolean truth = field.dataType() instanceof BooleanType;
        Object[] values = rule.values().stream()
                .map(value -> {
                    // Spark would cast the text of a value, or of a row, and fail in the middle.
                    if (value.isNumber() != number || value.isBoolean() != truth) {
                        throw mismatch(rule, field, "like the value " + value);
                    }
                    return SqlText.value("rules/" + rule.id() + "/values", value);
                })
                .toArray();
        return column(field.name()).isin(values);
    }

    private void compare(Rules.Rule rule) {
        StructField left = SqlText.field(inputs.first(), needed(rule, "left", rule.left()));
        StructField right = SqlText.field(inputs.first(), needed(rule, "right", rule.right()));
        boolean numbers = left.dataType() instanceof NumericType && right.dataType() instanceof NumericType;
        boolean times = time(left) && time(right);
        if (!numbers && !times && !DataType.equalsIgnoreNullability(left.dataType(), right.dataType())) {
            throw mismatch(
                    rule,
                    left,
                    "like '%s', which is %s"
                            .formatted(right.name(), right.dataType().catalogString()));
        }
        Column a = column(left.name());
        Column b = column(right.name());
        Column holds = switch (needed(rule, "op", rule.op())) {
            case EQUAL -> a.equalTo(b);
            case DIFFERENT -> a.notEqual(b);
            case LESS -> a.lt(b);
            case AT_MOST -> a.leq(b);
            case GREATER -> a.gt(b);
            case AT_LEAST -> a.geq(b);
        };
        violations.add(new Violation(rule, left.name(), broken(holds)));
    }

    static boolean time(StructField field) {
        return field.dataType() instanceof DateType
                || field.dataType() instanceof TimestampType
                || field.dataType() instanceof TimestampNTZType;
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

    static String column(Rules.Rule rule) {
        return needed(rule, "column", rule.column());
    }

    static List<String> columns(Rules.Rule rule) {
        if (rule.columns().isEmpty()) {
            throw invalid(rule, "needs 'columns'");
        }
        return rule.columns();
    }

    private static @Nullable String firstColumn(Rules.Rule rule) {
        return rule.columns().size() == 1 ? rule.columns().get(0) : null;
    }

    static <T> T needed(Rules.Rule rule, String field, @Nullable T value) {
        if (value == null) {
            throw invalid(rule, "needs '" + field + "'");
        }
        return value;
    }

    /** @throws OrbitException PARAMETER_INVALID when {@code value} is no whole number */
    static long whole(Rules.Rule rule, @Nullable JsonNode value, long otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw invalid(rule, "needs whole numbers as 'min' and 'max'");
        }
        return value.longValue();
    }

    static OrbitException mismatch(Rules.Rule rule, StructField field, String wanted) {
        return new OrbitException(
                ErrorCode.SCHEMA_MISMATCH,
                "Rule '%s': column '%s' is %s, not %s."
                        .formatted(rule.id(), field.name(), field.dataType().catalogString(), wanted));
    }

    static OrbitException invalid(Rules.Rule rule, String why) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, "Rule '%s' %s.".formatted(rule.id(), why));
    }
}
