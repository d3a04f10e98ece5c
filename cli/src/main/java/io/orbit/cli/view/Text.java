package io.orbit.cli.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Strings that have to fit. Widths are counted in code points. */
public final class Text {
    private static final Pattern ESCAPE_SEQUENCE = Pattern.compile("\u001b(\\[[0-?]*[ -/]*[@-~])?");

    private Text() {}

    public static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** What came from elsewhere, made safe for a terminal: no control characters, hence no escape sequences and no line breaks. */
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        ESCAPE_SEQUENCE
                .matcher(text)
                .replaceAll("")
                .codePoints()
                .forEach(c -> plain.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return plain.toString();
    }

    /** At most {@code width} wide; what is cut off ends in {@code ellipsis}. */
    public static String cut(String text, int width, String ellipsis) {
        if (width(text) <= width) {
            return text;
        }
        int keep = Math.max(0, width - ellipsis.length());
        return text.substring(0, text.offsetByCodePoints(0, keep)).stripTrailing()
                + ellipsis.substring(0, Math.min(ellipsis.length(), width));
    }

    public static String padRight(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    public static String padLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - width(text))) + text;
    }

    /** Lines of at most {@code width}, broken at spaces; a longer word stays whole, so that it can be copied. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && width(line.toString()) + 1 + width(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** {@code 104,233} */
    public static String count(long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number);
    }

    /** {@code 1 run}, {@code 2 runs}. */
    public static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
