package io.orbit.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.orbit.schemas.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @Test
    void everyPartKnowsWhereItWasWritten() {
        Map<String, Place> places = new HashMap<>();

        StrictJson.parse("{\n  \"a\": [1,\n    {\"b/c\": 2}]\n}", "f.json").toJson(places);

        assertThat(places)
                .containsEntry("", new Place("f.json", 1, 1))
                .containsEntry("/a", new Place("f.json", 2, 3))
                .containsEntry("/a/0", new Place("f.json", 2, 9))
                .containsEntry("/a/1", new Place("f.json", 3, 5))
                .containsEntry("/a/1/b~1c", new Place("f.json", 3, 6))
                .hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "2,2",
        "2.0,2",
        "2e0,2",
        "20E-1,2",
        "-0.0,0",
        "0.50,0.5",
        "1E2,100",
        "1e300,1E+300",
        "9223372036854775807,9223372036854775807"
    })
    void equalNumbersHaveOneForm(String written, String form) {
        assertThat(CanonicalJson.of(StrictJson.tree(written))).isEqualTo(form);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "1e309",
                "-1e309",
                "1e-400",
                "1e99999999999",
                "123456789012345678901234567890"
            })
    void aNumberOutOfRangeIsRefused(String number) {
        assertThatThrownBy(() -> StrictJson.tree(number))
                .isInstanceOfSatisfying(
                        JsonFault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.DEFINITION_TOO_LARGE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\" 1}|1|6|a colon is expected",
                "{a: 1}|1|2|a field name in double quotes",
                "[1 2]|1|4|a comma or the closing bracket",
                "[1,]|1|4|a value is expected",
                "{\"a\": hunter2}|1|7|double quotes",
                "[1]]|1|4|follows the end",
                "[\"a\\q\"]|1|5|malformed",
                "{\"a\":1 /* no */}|1|8|",
            })
    void aSyntaxErrorSaysWhereAndWhat(String text, int line, int column, String words) {
        JsonFault fault = catchThrowableOfType(JsonFault.class, () -> StrictJson.tree(text));

        assertThat(fault.code()).isEqualTo(ErrorCode.DEFINITION_NOT_JSON);
        assertThat(fault.place().line()).isEqualTo(line);
        assertThat(fault.place().column()).as(fault.reason()).isBetween(column - 1, column + 8);
        assertThat(fault.reason()).contains(words == null ? "" : words).doesNotContain("hunter2");
        assertThat(fault).hasNoCause();
    }

    @Test
    void aNameLongerThanAnyHonestOneIsRefused() {
        assertThatThrownBy(() -> StrictJson.tree("{\"" + "n".repeat(60_000) + "\":1}"))
                .isInstanceOfSatisfying(
                        JsonFault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.DEFINITION_TOO_LARGE));
    }
}
