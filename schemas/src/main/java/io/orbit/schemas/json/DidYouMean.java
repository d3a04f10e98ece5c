package io.orbit.schemas.json;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what was probably meant. */
public final class DidYouMean {
    /** Longer words are cut: nobody mistypes the far end of them. */
    private static final int LONGEST = 80;

    private DidYouMean() {}

    /**
     * The nearest of {@code known} by typing errors (a letter wrong, missing, too many, or two swapped; case does not
     * count); empty when none is near. Ties go to the alphabetically first.
     */
    public static Optional<String> closest(String word, Collection<String> known) {
        String asked = folded(word);
        String best = null;
        int least = (asked.length() < 4 ? 1 : asked.length() < 6 ? 2 : 3) + 1;
        for (String candidate : known.stream().sorted().toList()) {
            int distance = distance(asked, folded(candidate));
            boolean alike = distance < 3 || asked.regionMatches(0, folded(candidate), 0, 1);
            if (distance < least && distance < candidate.length() && alike) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code Did you mean 'x'?}, or an empty text when nothing is near. */
    public static String hint(String word, Collection<String> known) {
        return closest(word, known).map("Did you mean '%s'?"::formatted).orElse("");
    }

    private static String folded(String word) {
        return (word.length() > LONGEST ? word.substring(0, LONGEST) : word).toLowerCase(Locale.ROOT);
    }

    /** Optimal string alignment: insert, delete, replace, swap of neighbours. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
