package io.orbit.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
    private static final List<String> FIELDS = List.of("name", "retry", "steps", "timeoutSec", "dependsOn", "id");

    @ParameterizedTest
    @CsvSource({
        "retires,retry",
        "nmae,name",
        "Steps,steps",
        "step,steps",
        "timeoutsec,timeoutSec",
        "dependsUpon,dependsOn",
        "ids,id"
    })
    void aTypingErrorFindsWhatWasMeant(String typed, String meant) {
        assertThat(DidYouMean.closest(typed, FIELDS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"schedule", "x", "xyz", "''"})
    void aStrangeWordFindsNothing(String typed) {
        assertThat(DidYouMean.closest(typed, FIELDS)).isEmpty();
    }

    @Test
    void ofEquallyNearWordsTheFirstOneIsTakenWhateverTheirOrder() {
        assertThat(DidYouMean.closest("tab", List.of("tac", "taa"))).contains("taa");
        assertThat(DidYouMean.closest("tab", List.of("taa", "tac"))).contains("taa");
    }

    @Test
    void aWordOfAMillionLettersCostsNoMoreThanAShortOne() {
        assertThat(DidYouMean.closest("x".repeat(1_000_000), FIELDS)).isEmpty();
    }
}
