package io.orbit.schemas.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a secret in plain text looks like, by the name of its field and by itself. */
final class SecretShapes {
    /** A field whose name ends so holds a secret. */
    private static final Pattern SECRET_NAME = Pattern.compile(
            ".*(password|passwd|passphrase|secret|token|apikey|accesskey|accesskeyid|secretkey|privatekey|credential|authorization)s?|pwd");

    /** … unless it is one of these, which only look so. */
    private static final Pattern HARMLESS_NAME =
            Pattern.compile(".*(page|next|continuation|cursor|max|min|stop)tokens?|credentials");

    /** A field whose name has one of these may hold a secret, if the value looks random. */
    private static final Pattern SUSPICIOUS_NAME =
            Pattern.compile(".*(key|auth|cred|cert|sign|token|secret|pass|salt|sas).*");

    /** The fields of these are columns or other names that the author chose. */
    private static final Set<String> COLUMN_MAPS = Set.of(
            "columns", "rename", "renames", "casts", "types", "defaults", "measures", "fields", "schema", "inputs");

    private record Shape(String what, Pattern pattern) {
        static Shape of(String what, String pattern) {
            return new Shape(what, Pattern.compile(pattern));
        }
    }

    private static final List<Shape> SHAPES = List.of(
            Shape.of("an AWS access key", "\\b(AKIA|ASIA)[0-9A-Z]{16}\\b"),
            Shape.of("a private key", "-----BEGIN [A-Z ]{0,40}PRIVATE KEY"),
            Shape.of("a JSON web token", "\\beyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]*"),
            Shape.of("a user and password in a URL", "://[^/\\s@:?#]{0,200}:[^/\\s@]{1,200}@"),
            Shape.of(
                    "a secret in a URL",
                    "(?i)[?&;](password|passwd|pwd|secret|(access_|auth_)?token|api_?key)=[^&;\\s]"),
            // A quote, a colon or a space after the = is SQL that compares a column of that name.
            Shape.of("a password in options", "(?i)\\b(password|passwd|pwd)=[^\\s'\":;&,]"),
            Shape.of(
                    "a service's access token",
                    "\\b(gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[0-9A-Za-z_-]{35}"
                            + "|sk_live_[0-9A-Za-z]{16,}|hvs\\.[A-Za-z0-9_-]{20,})"));

    private static final Pattern RANDOM = Pattern.compile("[A-Za-z0-9+/=_.-]{20,}");
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]{32,}|[0-9A-F]{32,}");
    private static final double RANDOM_BITS = 3.5;
    private static final double RANDOM_HEX_BITS = 3;

    private SecretShapes() {}

    static boolean namesColumns(String field) {
        return COLUMN_MAPS.contains(field);
    }

    /**
     * Why the value looks like a secret, without the value; empty when it does not.
     *
     * @param name of its field; empty when it says nothing
     */
    static String reason(String name, String value, boolean number) {
        String folded = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (value.isEmpty() || isReference(value)) {
            return "";
        }
        if (SECRET_NAME.matcher(folded).matches()
                && !HARMLESS_NAME.matcher(folded).matches()) {
            return "The field's name says that a secret stands here in plain text.";
        }
        if (number) {
            return "";
        }
        for (Shape shape : SHAPES) {
            if (shape.pattern().matcher(value).find()) {
                return "This looks like " + shape.what() + ".";
            }
        }
        return SUSPICIOUS_NAME.matcher(folded).matches() && looksRandom(value) ? "This looks like a random key." : "";
    }

    private static boolean isReference(String value) {
        return ReferenceCheck.CREDENTIALS.matcher(value).matches()
                || References.whole(value).isPresent();
    }

    /** Long, of upper case, lower case and digits (or hexadecimal), and hardly any character more frequent than others. */
    private static boolean looksRandom(String value) {
        if (HEXADECIMAL.matcher(value).matches()) {
            return bitsPerCharacter(value) >= RANDOM_HEX_BITS;
        }
        return RANDOM.matcher(value).matches()
                && value.chars().anyMatch(Character::isDigit)
                && value.chars().anyMatch(Character::isUpperCase)
                && value.chars().anyMatch(Character::isLowerCase)
                && bitsPerCharacter(value) >= RANDOM_BITS;
    }

    private static double bitsPerCharacter(String value) {
        Map<Integer, Integer> counts = new HashMap<>();
        value.chars().forEach(c -> counts.merge(c, 1, Integer::sum));
        double bits = 0;
        for (int count : counts.values()) {
            double share = (double) count / value.length();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }
}
