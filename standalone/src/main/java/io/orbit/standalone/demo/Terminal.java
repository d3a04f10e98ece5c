package io.orbit.standalone.demo;

/**
 * What the output goes to. The launch script knows whether that is a terminal, and how wide; the JVM cannot tell its streams
 * apart.
 *
 * @param colour true for escape sequences
 * @param width columns; {@code Integer.MAX_VALUE} where lines are not to be broken
 */
record Terminal(boolean colour, int width) {
    private static final int NARROWEST = 40;

    static Terminal ofScript() {
        boolean terminal = System.getProperty("orbit.tty", "").contains("out");
        String[] size = System.getProperty("orbit.size", "").trim().split(" ", -1);
        boolean known = terminal && size.length == 2 && size[1].matches("[1-9]\\d{0,3}");
        int width = known ? Math.max(NARROWEST, Integer.parseInt(size[1])) : Integer.MAX_VALUE;
        return new Terminal(terminal && System.getenv("NO_COLOR") == null, width);
    }

    /** @param code of ECMA-48, e.g. 31 for red */
    String coloured(String code, String text) {
        return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    /**
     * {@code begin} and {@code text}, broken between words so that no line is wider than the terminal; only a word that is
     * wider itself sticks out.
     *
     * @param begin may hold colours
     * @param indent columns before the second and later lines
     */
    String wrapped(String begin, int indent, String text) {
        StringBuilder all = new StringBuilder(begin);
        int column = begin.replaceAll("\033\\[\\d+m", "").length();
        boolean first = true;
        for (String word : text.split(" ", -1)) {
            int space = first ? 0 : 1;
            if (column + space + word.length() > width && column > indent) {
                all.append(System.lineSeparator()).append(" ".repeat(indent));
                column = indent;
                space = 0;
            }
            all.append(" ".repeat(space)).append(word);
            column += space + word.length();
            first = false;
        }
        return all.toString();
    }
}
