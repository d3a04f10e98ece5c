package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The counts of one pass over checked rows.
 *
 * @param total all rows
 * @param byFate rows by what becomes of them; rows that broke nothing are in none
 * @param byRule rows that broke each rule on rows
 */
record Tally(long total, Map<Rules.Policy, Long> byFate, Map<String, Long> byRule) {

    static Tally of(Rules rules, Dataset<Row> checked) {
        List<Column> counts = new ArrayList<>();
        for (Rules.Policy policy : Rules.Policy.values()) {
            counts.add(count_if(col(Validation.FATE).equalTo(Validation.fate(policy))));
        }
        for (Rules.Rule rule : rules.rules()) {
            counts.add(count_if(array_contains(col(Validation.ERRORS + ".rule"), rule.id())));
        }
        Row row = checked.agg(count(lit(1)), counts.toArray(Column[]::new)).head();
        int at = 0;
        long total = row.getLong(at++);
        Map<Rules.Policy, Long> byFate = new LinkedHashMap<>();
        for (Rules.Policy policy : Rules.Policy.values()) {
            byFate.put(policy, row.getLong(at++));
        }
        Map<String, Long> byRule = new LinkedHashMap<>();
        for (Rules.Rule rule : rules.rules()) {
            byRule.put(rule.id(), row.getLong(at++));
        }
        return new Tally(total, byFate, byRule);
    }

    long with(Rules.Policy fate) {
        return byFate.getOrDefault(fate, 0L);
    }

    /** Rows that do not go on. */
    long bad() {
        return with(Rules.Policy.DROP) + with(Rules.Policy.QUARANTINE) + with(Rules.Policy.FAIL);
    }
}
