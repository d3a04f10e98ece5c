package io.orbit.connectors.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.StepScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the counts mean for the step. */
record Verdict(Rules rules, Tally tally) {
    /** Why the step fails; empty when it does not. Warnings go to the log. */
    List<String> failures(StepScope scope) {
        List<String> failures = new ArrayList<>();
        for (Rules.Rule rule : rules.rules()) {
            String finding = rule.check() == Rules.Check.ROW_COUNT ? rowCount(rule) : rows(rule);
            if (finding == null) {
                continue;
            }
            if (rule.policy() == Rules.Policy.FAIL) {
                failures.add(finding);
            } else if (rule.policy() == Rules.Policy.WARN) {
                scope.warn(finding);
            }
        }
        gate(failures);
        return failures;
    }

    private @Nullable String rows(Rules.Rule rule) {
        long broken = tally.byRule().getOrDefault(rule.id(), 0L);
        return broken == 0 ? null : "%,d broke rule '%s'".formatted(broken, rule.id());
    }

    private @Nullable String rowCount(Rules.Rule rule) {
        long min = number(rule, rule.min(), 0);
        long max = number(rule, rule.max(), Long.MAX_VALUE);
        boolean kept = tally.total() >= min && tally.total() <= max;
        return kept ? null : "rule '%s' wants %s".formatted(rule.id(), bounds(rule));
    }

    private void gate(List<String> failures) {
        Rules.Gate gate = rules.gate();
        if (gate == null) {
            return;
        }
        Long most = gate.maxBadRows();
        if (most != null && tally.bad() > most) {
            failures.add("%,d are bad, and the gate lets %,d pass".formatted(tally.bad(), most));
        }
        Double ratio = gate.maxBadRatio();
        // Multiplied, not divided: there may be no rows.
        if (ratio != null && tally.bad() > ratio * tally.total()) {
            failures.add(String.format(
                    Locale.ROOT, "%,d are bad, and the gate lets a share of %s pass", tally.bad(), ratio));
        }
    }

    private static String bounds(Rules.Rule rule) {
        return (rule.min() == null ? "" : "at least " + rule.min())
                + (rule.min() == null || rule.max() == null ? "" : " and ")
                + (rule.max() == null ? "" : "at most " + rule.max());
    }

    private static long number(Rules.Rule rule, @Nullable JsonNode value, long otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber()) {
            throw RowRules.invalid(rule, "needs whole numbers as 'min' and 'max'");
        }
        return value.longValue();
    }
}
