package io.orbit.connectors.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final Tokens TOKENS = new Tokens(new Keyed("a salt of the tests".getBytes(StandardCharsets.UTF_8)));

    @Test
    void aTokenLooksLikeWhatItStandsFor() {
        String token = TOKENS.of("Ab-12 cD.99");

        assertThat(token).matches("[A-Z][a-z]-\\d\\d [a-z][A-Z]\\.\\d\\d").isNotEqualTo("Ab-12 cD.99");
        assertThat(TOKENS.of("Ab-12 cD.99")).isEqualTo(token);
        assertThat(TOKENS.of("")).isEmpty();
        assertThat(TOKENS.of("Jürgen")).startsWith("tok_").doesNotContain("rgen");
    }

    @Test
    void differentTextsOfOneLookHaveDifferentTokens() {
        Set<String> tokens = new HashSet<>();
        for (int number = 0; number < 10_000; number++) {
            tokens.add(TOKENS.of("%04d".formatted(number)));
        }

        assertThat(tokens).hasSize(10_000).allMatch(token -> token.matches("\\d{4}"));
    }

    @Test
    void anotherKeyGivesOtherTokens() {
        Tokens others = new Tokens(new Keyed("another salt of them".getBytes(StandardCharsets.UTF_8)));
        Random random = new Random(1);
        int same = 0;
        for (int at = 0; at < 200; at++) {
            String number = Long.toString(1_000_000_000L + random.nextInt(Integer.MAX_VALUE));
            same += TOKENS.of(number).equals(others.of(number)) ? 1 : 0;
        }

        assertThat(same).isZero();
    }
}
