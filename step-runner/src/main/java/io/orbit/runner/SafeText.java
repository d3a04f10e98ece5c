package io.orbit.runner;

/** Text from the world made safe to store and to show: no control characters, no direction overrides, bounded. */
final class SafeText {
    private static final String CUT = "… (cut)";

    private SafeText() {}

    /**
     * {@code text} with every control character, ANSI escape, bidirectional override and lone surrogate spelled out as in
     * a Java string, cut so that it takes at most {@code maxBytes} (at least 16) in UTF-8.
     */
    static String of(String text, int maxBytes) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), maxBytes) + 16);
        int budget = maxBytes - bytes(CUT);
        int used = 0;
        int fits = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            String piece = spelled(point);
            used += bytes(piece);
            if (used > maxBytes) {
                return safe.substring(0, fits) + CUT;
            }
            safe.append(piece);
            if (used <= budget) {
                fits = safe.length();
            }
        }
        return safe.toString();
    }

    private static String spelled(int point) {
        return switch (point) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> unsafe(point) ? "\\u%04x".formatted(point) : Character.toString(point);
        };
    }

    private static boolean unsafe(int point) {
        boolean direction = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        boolean loneSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return Character.isISOControl(point) || direction || loneSurrogate;
    }

    private static int bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        }
        return bytes;
    }
}
