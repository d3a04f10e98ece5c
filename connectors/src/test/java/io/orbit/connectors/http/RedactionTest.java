package io.orbit.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactionTest {
    private static final Redaction REDACTION =
            Redaction.of(List.of("s3cr/t \"x\"", "ab"), List.of("Basic YW5uOnMzY3I="));

    @Test
    void aSecretIsTakenOutInEveryFormInWhichItMayComeBack() {
        assertThat(REDACTION.clean("plain s3cr/t \"x\", in JSON s3cr/t \\\"x\\\", in a URL s3cr%2Ft+%22x%22"
                        + ", in base64 czNjci90ICJ4Ig==, in a header YW5uOnMzY3I="))
                .isEqualTo("plain ***, in JSON ***, in a URL ***, in base64 ***, in a header ***");
        assertThat(REDACTION.clean("ab is too short to be one")).isEqualTo("ab is too short to be one");
    }

    @Test
    void anAnswerIsShownOnOneLineAndClipped() {
        assertThat(REDACTION.shown("one\n\ttwo\u0000 three ", false)).isEqualTo("one two three");
        assertThat(REDACTION.shown("z".repeat(3000), false)).isEqualTo("z".repeat(2048) + " …");
    }

    @Test
    void aSecretThatIsCutOffWhereTheReadingEndedIsNotShown() {
        String shown = REDACTION.shown("said YW5uOnMzY3I= and more that is long enough, YW5uOnMz", true);

        assertThat(shown).startsWith("said *** and").doesNotContain("YW5u");
    }
}
