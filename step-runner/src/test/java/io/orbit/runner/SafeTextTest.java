package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
    @Test
    void ordinaryTextStaysAsItIs() {
        assertThat(SafeText.of("Größe: 5 µs, 日本 🚀", 100)).isEqualTo("Größe: 5 µs, 日本 🚀");
    }

    @Test
    void whatCouldTakeOverATerminalOrAPageIsSpelledOut() {
        assertThat(SafeText.of("a\u001b[2Jb\r\n\tc\u0000\u009b\u202e\ud800", 100))
                .isEqualTo("a\\u001b[2Jb\\r\\n\\tc\\u0000\\u009b\\u202e\\ud800");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 18, 19, 20, 100})
    void aLongTextIsCutBetweenCharactersAndSaysSo(int limit) {
        String cut = SafeText.of("🚀".repeat(1000), limit);

        assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(limit);
        assertThat(cut).endsWith("(cut)").startsWith("🚀");
    }

    @Test
    void aTextOfExactlyTheLimitIsNotCut() {
        assertThat(SafeText.of("x".repeat(64), 64)).isEqualTo("x".repeat(64));
        assertThat(SafeText.of("x".repeat(65), 64)).hasSizeLessThan(64).endsWith("… (cut)");
    }
}
