package io.orbit.connectors.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.Param;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterBinderTest {
    enum Mode {
        APPEND_ONLY,
        REPLACE
    }

    record Inner(
            @Param(value = "Required inside.", required = true)
            String name,

            @Param("Optional.") Integer more) {}

    record Sample(
            @Param(value = "Required.", required = true) String path,

            @Param(value = "Has a default.", defaultsTo = "5", min = 1)
            int size,

            @Param(value = "An enum.", defaultsTo = "\"appendOnly\"")
            Mode mode,

            @Param("Nothing by default.") String nothing,
            @Param("A list.") List<Inner> inners,
            @Param("A map.") Map<String, Double> numbers,
            @Param(value = "SQL.", sql = true) String where,
            @Param("Anything.") JsonNode any) {}

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatIsLeftOutTakesItsDefault() {
        Sample sample = ParameterBinder.bind(Sample.class, json("{'path':'p'}"));

        assertThat(sample).isEqualTo(new Sample("p", 5, Mode.APPEND_ONLY, null, List.of(), Map.of(), null, null));
    }

    @Test
    void whatIsGivenIsBoundDeeply() {
        Sample sample = ParameterBinder.bind(
                Sample.class,
                json("{'path':'p','size':7,'mode':'replace','inners':[{'name':'a'},{'name':'b','more':2}],"
                        + "'numbers':{'x':1.5,'y':2},'any':[1]}"));

        assertThat(sample.size()).isEqualTo(7);
        assertThat(sample.mode()).isEqualTo(Mode.REPLACE);
        assertThat(sample.inners()).containsExactly(new Inner("a", null), new Inner("b", 2));
        assertThat(sample.numbers()).containsEntry("x", 1.5).containsEntry("y", 2.0);
        assertThat(sample.any()).isEqualTo(json("[1]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                             | /with/path is missing: Required.
                    {'path':'p','pth':1}                           | /with/pth is not a parameter here
                    {'path':'p','size':'7'}                        | /with/size must be of type integer
                    {'path':'p','size':1.5}                        | /with/size must be of type integer
                    {'path':7}                                     | /with/path must be of type string
                    {'path':'p','size':0}                          | /with/size must be at least 1
                    {'path':'p','mode':'overwrite'}                | /with/mode must be one of [appendOnly, replace]
                    {'path':'p','inners':[{'name':'a'},{}]}        | /with/inners/1/name is missing
                    {'path':'p','inners':['a']}                    | /with/inners/0 must be an object
                    {'path':'p','numbers':{'x':'many'}}            | /with/numbers/x must be of type number
                    {'path':'p','where':'a = ${params.a}'}         | /with/where is SQL
                    [1]                                            | /with must be an object
                    """)
    void eachProblemIsNamedWithItsPlace(String with, String problem) {
        assertThatThrownBy(() -> ParameterBinder.bind(Sample.class, json(with)))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PARAMETER_INVALID))
                .hasMessageContaining(problem);
    }

    @Test
    void allProblemsAreReportedAtOnceAndValuesAreNotQuoted() {
        assertThatThrownBy(() -> ParameterBinder.bind(
                        Sample.class, json("{'size':-1,'nope':'hunter2','inners':[{'more':'hunter2'}]}")))
                .hasMessageContaining("/with/path")
                .hasMessageContaining("/with/size")
                .hasMessageContaining("/with/nope")
                .hasMessageContaining("/with/inners/0/name")
                .hasMessageNotContaining("hunter2");
    }

    /** Not of any shape. */
    static final class Misshapen {
        private Misshapen() {}

        @Method(kind = MethodKind.LIGHT, title = "t", description = "d")
        public static JsonNode lonely(StepScope scope) {
            return scope == null ? null : new ObjectMapper().createObjectNode();
        }
    }

    @Test
    void aMethodOfAnotherShapeIsRefusedWhenItIsRegistered() {
        assertThatThrownBy(() -> MethodRegistry.ofClasses(List.of(Misshapen.class)))
                .hasMessageContaining("Misshapen.lonely must be (StepScope, record, …)");
    }

    @Test
    void twoMethodsOfOneNameAreRefused() {
        assertThatThrownBy(() -> MethodRegistry.ofClasses(
                        List.of(io.orbit.connectors.UserMethods.class, io.orbit.connectors.UserMethods.class)))
                .hasMessageContaining("Two methods are called UserMethods.");
    }

    @Test
    void anUnknownMethodIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> MethodRegistry.builtIn().find("UserMethods.fliter"))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_METHOD))
                .hasMessageContaining("UserMethods.filter");
    }
}
