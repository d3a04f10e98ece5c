package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.transform.SqlText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** The rules about all rows together: what they ask for is put into one aggregate, and then looked at. */
final class DatasetRules {
    private static final Pattern AGE = Pattern.compile("(\\d{1,9})\\s*([smhd])");

    private final Rules rules;
    private final Inputs inputs;
    private final Instant runStartedAt;
    private final List<Column> asked = new ArrayList<>();

    /** Where the answers for a rule begin. */
    private final Map<String, Integer> places = new LinkedHashMap<>();

    /** @throws io.orbit.schemas.OrbitException PARAMETER_INVALID, SCHEMA_MISMATCH */
    DatasetRules(Rules rules, Inputs inputs, Instant runStartedAt) {
        this.rules = rules;
        this.inputs = inputs;
        this.runStartedAt = runStartedAt;
        rules.rules().stream().filter(Rules.Rule::ofDataset).forEach(this::ask);
    }

    private void ask(Rules.Rule rule) {
        places.put(rule.id(), asked.size());
        switch (rule.check()) {
            case NOT_NULL -> {
                for (Column column : SqlText.columns(inputs.first(), RowRules.columns(rule))) {
                    asked.add(count(column));
                }
            }
            case FRESHNESS -> {
                StructField field = SqlText.field(inputs.first(), RowRules.column(rule));
                if (!RowRules.time(field)) {
                    throw RowRules.mismatch(rule, field, "a date or a timestamp");
                }
                age(rule);
                asked.add(max(col(SqlText.quoted(field.name())).cast("timestamp")));
            }
            case RECONCILE -> {
                against(rule);
                asked.addAll(measures(rule.measures()));
            }
            case ROW_COUNT -> {
                RowRules.whole(rule, rule.min(), 0);
                RowRules.whole(rule, rule.max(), 0);
            }
            case SCHEMA, RANGE, LENGTH, ACCEPTED_VALUES, PATTERN, UNIQUE, REFERENCES, COMPARE, EXPRESSION -> {
                // The schema was looked at before; the others are about single rows.
            }
        }
    }

    /** What is broken. Costs an aggregate over {@code rows} when a rule asks for one, and one over each other input. */
    List<Finding> findings(Dataset<Row> rows, long total) {
        Row answers = asked.isEmpty()
                ? null
                : rows.agg(lit(1), asked.toArray(Column[]::new)).head();
        List<Finding> findings = new ArrayList<>();
        for (Rules.Rule rule : rules.rules()) {
            if (rule.ofDataset()) {
                finding(rule, answers, total).ifPresent(text -> findings.add(new Finding(rule, text)));
            }
        }
        return findings;
    }

    private Optional<String> finding(Rules.Rule rule, @Nullable Row answers, long total) {
        // Behind the first one, which is there because an aggregate needs one.
        int at = 1 + places.getOrDefault(rule.id(), 0);
        return switch (rule.check()) {
            case ROW_COUNT -> rowCount(rule, total);
            case NOT_NULL -> answers == null ? Optional.empty() : ratio(rule, answers, at, total);
            case FRESHNESS ->
                answers == null
                        ? Optional.empty()
                        : fresh(
                                rule,
                                answers.isNullAt(at)
                                        ? null
                                        : answers.getTimestamp(at).toInstant());
            case RECONCILE -> answers == null ? Optional.empty() : reconciled(rule, answers, at);
            case SCHEMA, RANGE, LENGTH, ACCEPTED_VALUES, PATTERN, UNIQUE, REFERENCES, COMPARE, EXPRESSION ->
                Optional.empty();
        };
    }

    private static Optional<String> rowCount(Rules.Rule rule, long total) {
        long min = RowRules.whole(rule, rule.min(), 0);
        long max = RowRules.whole(rule, rule.max(), Long.MAX_VALUE);
        String bounds = (rule.min() == null ? "" : "at least " + rule.min())
                + (rule.min() == null || rule.max() == null ? "" : " and ")
                + (rule.max() == null ? "" : "at most " + rule.max());
        return total >= min && total <= max
                ? Optional.empty()
                : Optional.of("rule '%s' wants %s".formatted(rule.id(), bounds));
    }

    private static Optional<String> ratio(Rules.Rule rule, Row answers, int at, long total) {
        double least = rule.minRatio() == null ? 1 : rule.minRatio();
        List<String> sparse = new ArrayList<>();
        for (int column = 0; column < rule.columns().size(); column++) {
            // Multiplied, not divided: there may be no rows.
            if (answers.getLong(at + column) < least * total) {
                sparse.add("'%s' has %,d".formatted(rule.columns().get(column), answers.getLong(at + column)));
            }
        }
        return sparse.isEmpty()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "rule '%s' wants a value in a share of %s, and %s",
                        rule.id(),
                        least,
                        String.join(", ", sparse)));
    }

    private Optional<String> fresh(Rules.Rule rule, @Nullable Instant newest) {
        if (newest == null) {
            return rules.nullIs() == Rules.NullIs.PASS
                    ? Optional.empty()
                    : Optional.of("rule '%s' finds no value in '%s'".formatted(rule.id(), rule.column()));
        }
        return newest.isBefore(runStartedAt.minus(age(rule)))
                ? Optional.of("rule '%s' wants values of '%s' not older than %s, and the newest is of %s"
                        .formatted(rule.id(), rule.column(), rule.maxAge(), newest))
                : Optional.empty();
    }

    private Optional<String> reconciled(Rules.Rule rule, Row answers, int at) {
        Rules.Against against = against(rule);
        Map<String, String> theirs = new LinkedHashMap<>(rule.measures());
        theirs.putAll(against.measures());
        Row other = inputs.named(against.dataset())
                .agg(lit(1), measures(theirs).toArray(Column[]::new))
                .head();
        BigDecimal tolerance = BigDecimal.valueOf(rule.tolerance() == null ? 0 : rule.tolerance());
        List<String> apart = new ArrayList<>();
        int measure = 0;
        for (String name : rule.measures().keySet()) {
            BigDecimal here = number(rule, name, answers.get(at + measure));
            BigDecimal there = number(rule, name, other.get(1 + measure));
            measure++;
            if (!same(here, there, tolerance)) {
                apart.add("'%s' is %s here and %s there".formatted(name, text(here), text(there)));
            }
        }
        return apart.isEmpty()
                ? Optional.empty()
                : Optional.of("rule '%s' finds the rows unlike '%s': %s"
                        .formatted(rule.id(), against.dataset(), String.join(", ", apart)));
    }

    private static boolean same(@Nullable BigDecimal here, @Nullable BigDecimal there, BigDecimal tolerance) {
        if (here == null || there == null) {
            return here == null && there == null;
        }
        return here.subtract(there).abs().compareTo(there.abs().multiply(tolerance)) <= 0;
    }

    private Rules.Against against(Rules.Rule rule) {
        Rules.Against against = RowRules.needed(rule, "against", rule.against());
        if (rule.measures().isEmpty()) {
            throw RowRules.invalid(rule, "needs 'measures'");
        }
        for (String name : against.measures().keySet()) {
            if (!rule.measures().containsKey(name)) {
                throw RowRules.invalid(rule, "has no measure '%s' that could be written differently".formatted(name));
            }
        }
        inputs.named(against.dataset());
        return against;
    }

    private static List<Column> measures(Map<String, String> measures) {
        return measures.values().stream()
                .map(measure -> expr(SqlText.expression(measure)))
                .toList();
    }

    private static @Nullable BigDecimal number(Rules.Rule rule, String measure, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof Number number)) {
            throw RowRules.invalid(rule, "compares numbers, and measure '%s' is none".formatted(measure));
        }
        double rounded = number.doubleValue();
        if (Double.isNaN(rounded) || Double.isInfinite(rounded)) {
            throw RowRules.invalid(rule, "cannot compare measure '%s': it is not finite".formatted(measure));
        }
        return new BigDecimal(number.toString());
    }

    private static String text(@Nullable BigDecimal number) {
        return number == null ? "null" : number.stripTrailingZeros().toPlainString();
    }

    private static Duration age(Rules.Rule rule) {
        Matcher age = AGE.matcher(RowRules.needed(rule, "maxAge", rule.maxAge()));
        if (!age.matches()) {
            throw RowRules.invalid(rule, "needs 'maxAge' as a number with s, m, h or d, for example 24h");
        }
        long number = Long.parseLong(age.group(1));
        return switch (age.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
