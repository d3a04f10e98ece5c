package io.orbit.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final String TEXT = "attempt 1: ORB-2301 the other side is not there, and will be tried again";

    @Test
    void aLineIsBrokenBetweenWordsAndGoesOnBelow() {
        String wrapped = new Terminal(false, 40).wrapped("  +1.2 s  fail   ", 6, TEXT);

        assertThat(wrapped.lines()).hasSizeGreaterThan(2).allMatch(line -> line.length() <= 40);
        assertThat(wrapped.lines().skip(1)).allMatch(line -> line.matches(" {6}\\S.*"));
        assertThat(wrapped.replaceAll("\\s+", " ")).isEqualTo("  +1.2 s  fail   ".replaceAll("\\s+", " ") + TEXT);
    }

    @Test
    void coloursTakeNoRoom() {
        String plain = new Terminal(false, 40).wrapped("fail ", 2, TEXT);
        String coloured = new Terminal(true, 40).wrapped("\033[31mfail\033[0m ", 2, TEXT);

        assertThat(coloured.replaceAll("\033\\[\\d+m", "")).isEqualTo(plain);
    }

    @Test
    void aWordThatIsTooWideStaysWhole() {
        String path = "/".repeat(50);

        assertThat(new Terminal(false, 40).wrapped("into ", 2, path)).contains(path);
    }

    @Test
    void aFileGetsWholeLines() {
        assertThat(new Terminal(false, Integer.MAX_VALUE).wrapped("", 2, TEXT)).isEqualTo(TEXT);
    }
}
