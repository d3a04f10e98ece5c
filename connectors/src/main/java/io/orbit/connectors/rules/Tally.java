package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one pass over checked rows. They are what an aggregate answered, so a task that ran twice counts once.
 *
 * @param total all rows
 * @param byFate rows by what becomes of them; rows that broke nothing are in none
 * @param byRule what each rule on rows found
 */
record Tally(long total, Map<Rules.Policy, Long> byFate, Map<String, Found> byRule) {

    /**
     * @param failed rows that broke the rule
     * @param dropped of these, those that are dropped, because of this rule or another
     * @param quarantined of these, those that are put aside, because of this rule or another
     */
    record Found(long failed, long dropped, long quarantined) {
        private static final Found NONE = new Found(0, 0, 0);

        private Found and(Rules.@Nullable Policy fate, long rows) {
            return new Found(
                    failed + rows,
                    dropped + (fate == Rules.Policy.DROP ? rows : 0),
                    quarantined + (fate == Rules.Policy.QUARANTINE ? rows : 0));
        }
    }

    /** Counts how often each combination of violations occurs; there are few of them, and the rest is arithmetic. */
    static Tally of(Rules rules, Bits bits, Dataset<Row> checked) {
        return of(
                rules,
                bits,
                checked.groupBy(bits.kept().toArray(Column[]::new))
                        .agg(count(lit(1)))
                        .toLocalIterator());
    }

    /** @param patterns the words of {@code bits}, and how many rows have them */
    static Tally of(Rules rules, Bits bits, Iterator<Row> patterns) {
        Set<String> ids = rules.rules().stream().map(Rules.Rule::id).collect(Collectors.toSet());
        Map<Rules.Policy, long[]> policies = new EnumMap<>(Rules.Policy.class);
        for (Rules.Policy policy : Rules.Policy.values()) {
            policies.put(policy, bits.masks(rule -> rule.policy() == policy && ids.contains(rule.id())));
        }
        Map<String, long[]> masks = new LinkedHashMap<>();
        Map<String, Found> byRule = new LinkedHashMap<>();
        for (Rules.Rule rule : rules.rules()) {
            if (!rule.ofDataset()) {
                masks.put(rule.id(), bits.masks(other -> other.id().equals(rule.id())));
                byRule.put(rule.id(), Found.NONE);
            }
        }
        long total = 0;
        Map<Rules.Policy, Long> byFate = new EnumMap<>(Rules.Policy.class);
        while (patterns.hasNext()) {
            Row pattern = patterns.next();
            long rows = pattern.getLong(pattern.length() - 1);
            total += rows;
            Rules.Policy fate = fate(pattern, policies);
            if (fate != null) {
                byFate.merge(fate, rows, Long::sum);
            }
            masks.forEach((rule, mask) -> {
                if (Bits.any(pattern, mask)) {
                    byRule.computeIfPresent(rule, (id, found) -> found.and(fate, rows));
                }
            });
        }
        return new Tally(total, byFate, byRule);
    }

    /** The strictest policy of the rules that were broken; null when none was. */
    private static Rules.@Nullable Policy fate(Row pattern, Map<Rules.Policy, long[]> policies) {
        Rules.Policy fate = null;
        // From the mildest on.
        for (Map.Entry<Rules.Policy, long[]> policy : policies.entrySet()) {
            if (Bits.any(pattern, policy.getValue())) {
                fate = policy.getKey();
            }
        }
        return fate;
    }

    long with(Rules.Policy fate) {
        return byFate.getOrDefault(fate, 0L);
    }

    Found found(Rules.Rule rule) {
        return byRule.getOrDefault(rule.id(), Found.NONE);
    }

    /** Rows that do not go on. */
    long bad() {
        return with(Rules.Policy.DROP) + with(Rules.Policy.QUARANTINE) + with(Rules.Policy.FAIL);
    }

    /** Rows that go on. */
    long out() {
        return total - with(Rules.Policy.DROP) - with(Rules.Policy.QUARANTINE);
    }
}
