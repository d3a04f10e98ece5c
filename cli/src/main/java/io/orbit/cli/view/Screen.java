package io.orbit.cli.view;

import java.io.PrintStream;
import java.util.List;

/** Writes lines that stay, and below them lines that the next frame replaces. Needs a terminal that knows ANSI. */
public final class Screen {
    private static final String ERASE_BELOW = "\u001b[J";
    // Lines are cut to fit; should the window have shrunk since, clipping is better than wrapping.
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final PrintStream out;
    private int drawn;

    public Screen(PrintStream out) {
        this.out = out;
    }

    /** One frame: {@code staying} scrolls away as usual, {@code passing} is what the next frame overwrites. */
    public void frame(List<String> staying, List<String> passing) {
        StringBuilder frame = new StringBuilder(NO_WRAP);
        if (drawn > 0) {
            frame.append("\r\u001b[").append(drawn).append('A').append(ERASE_BELOW);
        }
        staying.forEach(line -> frame.append(line).append('\n'));
        passing.forEach(line -> frame.append(line).append('\n'));
        drawn = passing.size();
        out.print(frame.append(WRAP));
        out.flush();
    }
}
