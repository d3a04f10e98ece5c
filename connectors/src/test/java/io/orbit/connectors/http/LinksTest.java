package io.orbit.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<https://h/p?page=2>; rel=\"next\"",
                "<https://h/p?page=0>; rel=\"prev\", <https://h/p?page=2>; rel=\"next\", <https://h/p?page=9>; rel=\"last\"",
                "<https://h/p?page=2>;rel=next",
                "<https://h/p?page=2>; title=\"a, b; rel=prev\"; REL=\"start next\"",
                "<https://h/p?page=9>;rel=last,<https://h/p?page=2>;rel=next;title=x"
            })
    void theNextPageIsFoundWhateverStandsBesideIt(String header) {
        assertThat(Links.next(List.of(header))).contains("https://h/p?page=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://h/p?page=2; rel=next",
                "<https://h/p?page=1>; rel=\"prev\"",
                "<https://h/p>; rel=\"nextish\"",
                "<https://h/p>; rel=next-archive",
                "<https://h/next>; title=\"next\""
            })
    void whatIsNoLinkToTheNextPageIsNotTakenForOne(String header) {
        assertThat(Links.next(List.of(header))).isEmpty();
    }

    @Test
    void aUrlMayHoldACommaAndHeadersMayBeSeveral() {
        assertThat(Links.next(List.of("<https://h/p?ids=1,2>; rel=prev", "<https://h/p?ids=3,4>; rel=next")))
                .contains("https://h/p?ids=3,4");
    }
}
