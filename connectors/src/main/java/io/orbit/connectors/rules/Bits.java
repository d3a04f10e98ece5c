package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * Which violations a row has, as bits of a few numbers: cheap to compute, to keep and to count, and all that is known of a
 * row in the pass that checks it. Violation n is bit n % 62 of word n / 62.
 */
final class Bits {
    private static final String WORD = "_orbit_broken_";
    private static final int PER_WORD = 62;

    private final List<RowRules.Violation> violations;

    Bits(List<RowRules.Violation> violations) {
        this.violations = List.copyOf(violations);
    }

    /** The words, to be computed beside the row. At least one. */
    List<Column> computed() {
        List<Column> words = new ArrayList<>();
        for (int word = 0; word < words(); word++) {
            Column bits = lit(0L);
            for (int at = word * PER_WORD; at < Math.min((word + 1) * PER_WORD, violations.size()); at++) {
                bits = bits.bitwiseOR(
                        when(violations.get(at).broken(), lit(bit(at))).otherwise(lit(0L)));
            }
            words.add(bits.as(WORD + word));
        }
        return words;
    }

    /** The words where they have been computed. */
    List<Column> kept() {
        List<Column> words = new ArrayList<>();
        for (int word = 0; word < words(); word++) {
            words.add(col(WORD + word));
        }
        return words;
    }

    /** Whether a row has violation {@code at}. */
    static Column has(int at) {
        return col(WORD + at / PER_WORD).bitwiseAND(lit(bit(at))).notEqual(lit(0L));
    }

    /** Whether a row has any violation of a rule of this kind. */
    Column any(Predicate<Rules.Rule> kind) {
        long[] masks = masks(kind);
        Column any = lit(false);
        for (int word = 0; word < masks.length; word++) {
            if (masks[word] != 0) {
                any = any.or(col(WORD + word).bitwiseAND(lit(masks[word])).notEqual(lit(0L)));
            }
        }
        return any;
    }

    /** The words that a rule of this kind sets bits in, by word. */
    long[] masks(Predicate<Rules.Rule> kind) {
        long[] masks = new long[words()];
        for (int at = 0; at < violations.size(); at++) {
            if (kind.test(violations.get(at).rule())) {
                masks[at / PER_WORD] |= bit(at);
            }
        }
        return masks;
    }

    /** @param pattern a row that begins with the words */
    static boolean any(Row pattern, long[] masks) {
        for (int word = 0; word < masks.length; word++) {
            if ((pattern.getLong(word) & masks[word]) != 0) {
                return true;
            }
        }
        return false;
    }

    private int words() {
        return Math.max(1, (violations.size() + PER_WORD - 1) / PER_WORD);
    }

    private static long bit(int at) {
        return 1L << at % PER_WORD;
    }
}
