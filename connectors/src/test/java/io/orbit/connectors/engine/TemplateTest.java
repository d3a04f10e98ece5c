package io.orbit.connectors.engine;

import static io.orbit.connectors.engine.Segments.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private final Template template = new Template(
            Segments.segment()
                    .run("sales.orders.01JD0000000000000000000001")
                    .params(
                            "{'n':3,'day':'2024-02-29','on':true,'list':[1,2],'nested':{'a':'b'},'none':null,'dollar':'${params.n}'}")
                    .result("load", "{'rows':42,'files':[{'name':'x'}]}")
                    .request(),
            new Results(Path.of("unused")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    '${params.n}'                             | 3
                    '${params.on}'                            | true
                    '${params.list}'                          | [1,2]
                    '${params.none}'                          | null
                    'n=${params.n}'                           | 'n=3'
                    '${params.day}/${params.n}'               | '2024-02-29/3'
                    'all ${params.list}'                      | 'all [1,2]'
                    '${run.id}'                               | 'sales.orders.01JD0000000000000000000001'
                    '${run.pipeline}'                         | 'sales.orders'
                    '${run.startedAt}'                        | '2026-01-02T03:04:05.678Z'
                    '${steps.load.result.rows}'               | 42
                    '${steps.load.result.files.0.name}'       | 'x'
                    {'a':['${params.n}',{'${params.n}':1}]}   | {'a':[3,{'${params.n}':1}]}
                    'costs $5 {and} $'                        | 'costs $5 {and} $'
                    '${params.dollar}'                        | '${params.n}'
                    """, quoteCharacter = '`')
    void aReferenceAloneKeepsItsTypeAndAnEmbeddedOneBecomesText(String given, String resolved) {
        assertThat(template.resolve(json(given))).isEqualTo(json(resolved));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${params.missing}",
                "x${params.list.7}",
                "${steps.nobody.result.rows}",
                "${steps.load.rows}",
                "${env.HOME}",
                "${ params.n }",
                "${params.n",
                "${}"
            })
    void whatDoesNotExistIsAnErrorAndNeverKeptAsText(String reference) {
        assertThatThrownBy(() -> template.resolve(json("'" + reference + "'")))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNRESOLVED_REFERENCE));
    }

    @Test
    void aResultThatComesLaterIsKnownFromThenOn() {
        template.add("next", json("{'v':'w'}"));

        assertThat(template.resolve(json("'${steps.next.result.v}'")).asText()).isEqualTo("w");
    }
}
