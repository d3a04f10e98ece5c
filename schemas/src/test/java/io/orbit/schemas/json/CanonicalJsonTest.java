package io.orbit.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
    @Test
    void orderAndWhitespaceOfTheTextDoNotCount() {
        String one = CanonicalJson.of(StrictJson.tree("{ \"b\": [1.0, {\"y\":null,\"x\":\"ü\"}],\n \"a\": true}"));
        String other = CanonicalJson.of(StrictJson.tree("{\"a\":true,\"b\":[1,{\"x\":\"\\u00fc\",\"y\":null}]}"));

        assertThat(one).isEqualTo(other).isEqualTo("{\"a\":true,\"b\":[1,{\"x\":\"ü\",\"y\":null}]}");
    }

    @Test
    void theOrderOfAnArrayCounts() {
        assertThat(CanonicalJson.of(StrictJson.tree("[2,1]"))).isEqualTo("[2,1]");
    }

    @Test
    void theHashIsSha256OfTheUtf8Bytes() {
        assertThat(CanonicalJson.sha256Hex("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
