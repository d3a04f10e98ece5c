package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.json.CanonicalJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    private static final Map<String, JsonNode> VALUES = Map.of(
            "${params.n}", Definitions.tree("5"),
            "${params.s}", Definitions.tree("'x'"),
            "${params.none}", Definitions.tree("null"),
            "${steps.a.result.rows.0}", Definitions.tree("{'k':[1,2]}"));

    @Test
    void aReferenceAloneKeepsItsTypeAndWithinATextItBecomesText() {
        assertThat(expand("{'a':'${params.n}','b':['n=${params.n}'],'c':'${steps.a.result.rows.0}','d':7}"))
                .isEqualTo(Definitions.json("{'a':5,'b':['n=5'],'c':{'k':[1,2]},'d':7}"));
    }

    @Test
    void withinATextNullIsNothingAndAnObjectIsJson() {
        assertThat(expand("['<${params.none}>','${params.s}${params.s}','r: ${steps.a.result.rows.0}.']"))
                .isEqualTo("[\"<>\",\"xx\",\"r: {\\\"k\\\":[1,2]}.\"]");
    }

    @Test
    void aReferenceInTheNameOfAFieldIsLeftAlone() {
        assertThat(expand("{'${params.n}':1}")).isEqualTo(Definitions.json("{'${params.n}':1}"));
    }

    @Test
    void whatIsFilledInIsNotReadAgain() {
        JsonNode tricky = Definitions.tree("'${params.n}'");

        assertThat(References.expand(Definitions.tree("'a ${params.s}'"), reference -> tricky)
                        .textValue())
                .isEqualTo("a ${params.n}");
    }

    @Test
    void theThreeRootsAreToldApart() {
        assertThat(References.in("${params.day} ${run.startedAt} ${steps.load.result.a.b} ${steps.load.result}"))
                .containsExactly(
                        new Reference(Reference.Root.PARAMS, "day", List.of(), "${params.day}"),
                        new Reference(Reference.Root.RUN, "startedAt", List.of(), "${run.startedAt}"),
                        new Reference(Reference.Root.STEPS, "load", List.of("a", "b"), "${steps.load.result.a.b}"),
                        new Reference(Reference.Root.STEPS, "load", List.of(), "${steps.load.result}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${",
                "${}",
                "a ${params.x",
                "${params}",
                "${params.}",
                "${env.HOME}",
                "${run.secret}",
                "${steps.a}",
                "${steps.a.output.x}",
                "${params.x.y}",
                "${ params.x }",
                "${params.a${params.b}}"
            })
    void whatHasNoneOfTheFormsIsAnError(String text) {
        assertThatThrownBy(() -> References.in(text))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNRESOLVED_REFERENCE));
    }

    private static String expand(String json) {
        return CanonicalJson.compact(
                References.expand(Definitions.tree(json), reference -> VALUES.get(reference.text())));
    }
}
