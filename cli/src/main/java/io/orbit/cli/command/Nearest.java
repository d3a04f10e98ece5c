package io.orbit.cli.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What was probably meant: the name that the fewest typing errors away. */
final class Nearest {
    private Nearest() {}

    /** Empty when no candidate is near enough: a third of the letters may differ. */
    static Optional<String> to(String name, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate ->
                        distance(name, candidate) <= Math.max(2, bare(name).length() / 3))
                .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String bare(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Levenshtein's distance: insertions, deletions and replacements. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
