package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.orbit.schemas.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParamsTest {
    private static final Map<String, ParamSpec> DECLARED =
            Definitions.resolved(Definitions.withFields("""
                    'params':{
                      'day':{'type':'date','required':true},
                      'env':{'type':'string','enum':['dev','prod'],'default':'dev'},
                      'limit':{'type':'integer'},
                      'ratio':{'type':'number','default':0.5},
                      'dry':{'type':'boolean'},
                      'since':{'type':'timestamp'}}""")).params();

    @Test
    void valuesAndDefaultsGiveOneObjectThatNamesEveryParameter() {
        Params.Outcome outcome = resolve("{'limit':5.0,'day':'2026-11-20'}");

        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.json())
                .isEqualTo(Definitions.json(
                        "{'day':'2026-11-20','dry':null,'env':'dev','limit':5,'ratio':0.5,'since':null}"));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        Params.Outcome outcome = resolve("{'limt':5,'env':'test','dry':'yes'}");

        assertThat(outcome.valid()).isFalse();
        assertThat(outcome.json()).isEqualTo("{}");
        assertThat(outcome.problems())
                .extracting(Problem::pointer, Problem::code, Problem::hint)
                .containsExactly(
                        tuple("/limt", ErrorCode.PARAMETER_INVALID, "Did you mean 'limit'?"),
                        tuple("/env", ErrorCode.PARAMETER_INVALID, ""),
                        tuple("/dry", ErrorCode.PARAMETER_INVALID, ""),
                        tuple("/day", ErrorCode.PARAMETER_INVALID, ""));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "day,'2026-02-30'", "day,'2026-2-3'", "day,'20261120'", "day,20261120", "limit,1.5", "limit,'5'",
                "limit,true", "ratio,'0.5'", "dry,0", "since,'2026-11-20T06:00:00'", "since,'2026-11-20'", "env,5",
                "env,['dev']", "day,{}"
            })
    void aValueOfAnotherTypeIsRefused(String name, String value) {
        String day = name.equals("day") ? "" : "'day':'2026-11-20',";

        assertThat(resolve("{" + day + "'" + name + "':" + value + "}").problems())
                .extracting(Problem::pointer, Problem::code)
                .containsExactly(tuple("/" + name, ErrorCode.PARAMETER_INVALID));
    }

    @Test
    void nullIsAsGoodAsNoValue() {
        assertThat(resolve("{'day':'2026-11-20','env':null}").json()).contains("\"env\":\"dev\"");
        assertThat(resolve("{'day':null}").problems())
                .extracting(Problem::message)
                .containsExactly("The parameter 'day' (date) is required.");
    }

    @Test
    void timesWithAnyOffsetAreTaken() {
        assertThat(resolve("{'day':'2026-11-20','since':'2026-11-20T06:00:00.5+01:00'}")
                        .valid())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"``", "[]", "null", "{", "{'a':1,'a':2}", "nonsense"})
    void whatIsNoObjectIsAProblemAndNoException(String json) {
        assertThat(resolve(json).problems()).extracting(Problem::code).contains(ErrorCode.PARAMETER_INVALID);
    }

    @Test
    void aSecretAmongTheValuesIsRefusedAndNotQuoted() {
        Params.Outcome outcome = resolve("{'day':'2026-11-20','env':'postgres://ann:hunter2@db/x'}");

        assertThat(outcome.problems()).extracting(Problem::code).containsExactly(ErrorCode.PLAINTEXT_SECRET);
        assertThat(outcome.toString()).doesNotContain("hunter2");
    }

    private static Params.Outcome resolve(String json) {
        return Params.resolve(DECLARED, Definitions.json(json));
    }
}
