package io.orbit.schemas.pipeline;

import static io.orbit.schemas.pipeline.Definitions.VALIDATOR;
import static io.orbit.schemas.pipeline.Definitions.problem;
import static io.orbit.schemas.pipeline.Definitions.withFields;
import static io.orbit.schemas.pipeline.Definitions.withSteps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.orbit.schemas.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionValidatorTest {
    private static final String READ = "{'id':'read','method':'ExtractMethods.csv','with':{'path':'a.csv'}}";

    @Test
    void allProblemsAreFoundAtOnceInTheOrderOfTheText() {
        String definition = Definitions.json("""
                {
                  'apiVersion': 'orbit/v1',
                  'name': 'Flights',
                  'steps': [
                    {'id': 'a', 'method': 'ExtractMethods.cvs'},
                    {'id': 'b', 'method': 'UserMethods.filter', 'inputs': ['aa'], 'with': {'wher': 'x'}},
                    {'id': 'c', 'method': 'ExtractMethods.csv', 'with': {'path': '${params.dya}'}}
                  ],
                  'params': {'day': {'type': 'date', 'default': 'today'}}
                }""");

        assertThat(VALIDATOR.validate(definition).problems())
                .extracting(Problem::line, Problem::code, Problem::pointer, Problem::hint)
                .containsExactly(
                        tuple(3, ErrorCode.DEFINITION_INVALID, "/name", ""),
                        tuple(5, ErrorCode.UNKNOWN_METHOD, "/steps/0/method", "Did you mean 'ExtractMethods.csv'?"),
                        tuple(6, ErrorCode.UNKNOWN_STEP, "/steps/1/inputs/0", ""),
                        tuple(6, ErrorCode.UNKNOWN_FIELD, "/steps/1/with/wher", "Did you mean 'where'?"),
                        tuple(7, ErrorCode.UNRESOLVED_REFERENCE, "/steps/2/with/path", "Did you mean 'day'?"),
                        tuple(9, ErrorCode.PARAMETER_INVALID, "/params/day/default", ""));
    }

    @Test
    void everyReferenceOfATextIsLookedAt() {
        String definition = withSteps("{'id':'read','method':'ExtractMethods.csv','with':"
                + "{'path':'${param.a}/${run.day}/${params.b}/${steps.x.result}/${params.c'}}");

        assertThat(VALIDATOR.validate(definition).problems())
                .extracting(Problem::message)
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message).startsWith("'${param.a}' is no reference"),
                        message -> assertThat(message).startsWith("'${run.day}' is no reference"),
                        message -> assertThat(message).isEqualTo("There is no parameter 'b' in 'params'."),
                        message -> assertThat(message).isEqualTo("There is no step 'x'."),
                        message -> assertThat(message).contains("not closed"));
    }

    @Test
    void twoStepsWithOneIdAreToldOnceAndNotTakenForACircle() {
        String filter = "{'id':'read','method':'UserMethods.filter','with':{'where':'a > 1'}}";

        assertThat(problem(withSteps(READ + "," + filter)).code()).isEqualTo(ErrorCode.DUPLICATE_STEP);
        assertThat(problem(withSteps(READ + "," + filter.replace("'with'", "'inputs':['read'],'with'")))
                        .code())
                .isEqualTo(ErrorCode.DUPLICATE_STEP);
    }

    @Test
    void theExceptionListsAllProblemsOneALine() {
        Validation validation = VALIDATOR.validate("{}");

        assertThatThrownBy(validation::orThrow)
                .isInstanceOfSatisfying(InvalidDefinition.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID);
                    assertThat(e.problems()).hasSize(3);
                })
                .hasMessageContaining("line 1, column 1: ORB-1001 The field 'apiVersion' is missing.\n");
    }

    @Test
    void manyThousandFaultsGiveAHundredProblems() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            fields.append("'f").append(i).append("':1,");
        }

        assertThat(VALIDATOR.validate(withFields(fields + "'last':1")).problems())
                .hasSize(100);
    }

    @Test
    void ofSeveralFormsOnlyTheOneThatWasMeantComplains() {
        assertThat(VALIDATOR
                        .validate(rules("{'check':'range','column':5,'min':0}"))
                        .problems())
                .extracting(Problem::pointer, Problem::message)
                .containsExactly(tuple("/steps/1/with/rules/0/column", "Must be a string, not a number."));
        assertThat(VALIDATOR.validate(rules("{'check':'range','colum':'a'}")).problems())
                .extracting(Problem::pointer, Problem::hint)
                .containsExactly(tuple("/steps/1/with/rules/0/colum", "Did you mean 'column'?"));
        assertThat(VALIDATOR
                        .validate(rules("{'check':'notNull','columns':['a'],'policy':'dropp'}"))
                        .problems())
                .extracting(Problem::pointer, Problem::hint)
                .containsExactly(tuple("/steps/1/with/rules/0/policy", "Did you mean 'drop'?"));
        assertThat(VALIDATOR.validate(rules("7")).problems())
                .extracting(Problem::pointer, Problem::message)
                .containsExactly(tuple("/steps/1/with/rules/0", "Must be an object, not a number."));
    }

    @Test
    void aValueThatFitsNoFormNamesTheTypesOfAll() {
        assertThat(problem(withFields("'retry':5")).message())
                .isEqualTo("Must be a string or an object, not a number.");
        assertThat(problem(withSteps(
                                READ, "{'id':'f','method':'UserMethods.filter','inputs':'read','with':{'where':'a'}}"))
                        .message())
                .contains("an array or an object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'with':{'connection':'pg','table':'t','fetchSize':'${params.n}'}|",
                "'with':{'connection':'pg','table':'t','fetchSize':'${params.s}'}|/steps/0/with/fetchSize",
                "'with':{'connection':'pg','table':'t','fetchSize':'${run.id}'}|/steps/0/with/fetchSize",
                "'with':{'connection':'pg','table':'t','fetchSize':'1${params.n}'}|/steps/0/with/fetchSize",
                "'with':{'connection':'pg','table':'x_${params.s}_${run.id}'}|",
                "'with':{'connection':'pg','table':'t','partition':'${params.s}'}|",
                "'with':{'connection':'pg','table':'t','partition':{'column':'id','numPartitions':'${params.n}'}}|",
                "'with':{'connection':'pg','table':'t','where':'a = ${params.n}'}|/steps/0/with/where",
                "'with':{'connection':'pg','table':'t','where':'a = :n','binds':{'n':'${params.n}'}}|",
            })
    void aReferenceIsJudgedByWhatItWillBecome(String with, String pointer) {
        String definition = Definitions.json("{'apiVersion':'orbit/v1','name':'a','params':{'n':{'type':'integer'},"
                + "'s':{'type':'string'}},'connections':{'pg':{'type':'postgres','db':'x_${params.s}'}},"
                + "'steps':[{'id':'read','method':'ExtractMethods.postgres'," + with + "}]}");

        assertThat(VALIDATOR.validate(definition).problems())
                .extracting(Problem::pointer)
                .isEqualTo(pointer == null ? List.of() : List.of(pointer));
    }

    @Test
    void outsideOfParametersAndConnectionsAReferenceIsTextLikeAnyOther() {
        assertThat(problem(withFields("'execution':{'overlap':'${params.o}'}")).pointer())
                .isEqualTo("/execution/overlap");
        assertThat(problem(withFields("'retry':{'delayMs':'${params.d}'}")).pointer())
                .isEqualTo("/retry/delayMs");
    }

    @Test
    void theResultOfAStepCanBeUsedOnlyAfterIt() {
        String call = "'method':'UserMethods.http','with':{'url':'https://x/${steps.%s.result.id}'}}";

        assertThat(VALIDATOR
                        .validate(withSteps(READ, "{'id':'b'," + call.formatted("read")))
                        .problems())
                .isEmpty();
        assertThat(problem(withSteps(READ, "{'id':'b','dependsOn':[]," + call.formatted("read"))))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.UNRESOLVED_REFERENCE);
                    assertThat(problem.pointer()).isEqualTo("/steps/1/with/url");
                    assertThat(problem.hint()).isEqualTo("Add \"dependsOn\": [\"read\"].");
                });
        assertThat(problem(withSteps(READ, "{'id':'b'," + call.formatted("b"))).code())
                .isEqualTo(ErrorCode.UNRESOLVED_REFERENCE);
        assertThat(problem(withSteps(READ, "{'id':'b'," + call.formatted("reed")))
                        .hint())
                .isEqualTo("Did you mean 'read'?");
    }

    @Test
    void aConnectionThatIsNotDeclaredIsAProblem() {
        Problem problem = problem(Definitions.json("{'apiVersion':'orbit/v1','name':'a','connections':{'warehouse':"
                + "{'type':'postgres'}},'steps':[{'id':'a','method':'ExtractMethods.postgres','with':"
                + "{'connection':'warehose','table':'t'}}]}"));

        assertThat(problem.code()).isEqualTo(ErrorCode.UNKNOWN_CONNECTION);
        assertThat(problem.pointer()).isEqualTo("/steps/0/with/connection");
        assertThat(problem.hint()).isEqualTo("Did you mean 'warehouse'?");
    }

    @Test
    void theNumberOfInputsMustSuitTheMethod() {
        assertThat(problem(withSteps(READ, "{'id':'j','method':'UserMethods.join','with':{'on':'a'}}"))
                        .message())
                .isEqualTo("UserMethods.join needs at least 2 inputs; 1 is given.");
        assertThat(problem(withSteps("{'id':'f','method':'UserMethods.filter','with':{'where':'a'}}"))
                        .message())
                .isEqualTo("UserMethods.filter needs at least 1 input; this is the first step.");
        assertThat(problem(withSteps(
                                READ,
                                "{'id':'more','method':'ExtractMethods.csv','inputs':['read'],'with':{'path':'b'}}"))
                        .pointer())
                .isEqualTo("/steps/1/inputs");
        assertThat(problem(withSteps(READ, load("one"), load("two")))).satisfies(problem -> {
            assertThat(problem.message())
                    .isEqualTo("LoadMethods.delta needs at least 1 input; the step before it, 'one', gives no rows.");
            assertThat(problem.hint()).contains("\"inputs\": [\"read\"]");
        });
        assertThat(problem(withSteps(
                                READ,
                                load("one"),
                                "{'id':'f','method':'UserMethods.filter','inputs':['one'],'with':{'where':'a'}}"))
                        .message())
                .isEqualTo("Step 'one' gives no rows that 'f' could read.");
    }

    @Test
    void twoLoadsOfOneTargetAreFineInOrderOrWhenBothOnlyAdd() {
        String first = "{'id':'one','method':'LoadMethods.delta','inputs':['read'],'with':{'path':'t','mode':'%s'}}";
        String second = "{'id':'two','method':'LoadMethods.delta','inputs':['read']%s,'with':{'path':'t','mode':'%s'}}";

        assertThat(VALIDATOR
                        .validate(withSteps(READ, first.formatted("append"), second.formatted("", "append")))
                        .problems())
                .isEmpty();
        assertThat(VALIDATOR
                        .validate(withSteps(
                                READ, first.formatted("overwrite"), second.formatted(",'dependsOn':['one']", "append")))
                        .problems())
                .isEmpty();
        assertThat(problem(withSteps(READ, first.formatted("overwrite"), second.formatted("", "append")))
                        .code())
                .isEqualTo(ErrorCode.SHARED_TARGET);
    }

    @Test
    void aCircleIsFoundOnceAndBesideTheStepsThatLeadIntoIt() {
        String filter = "{'id':'%s','method':'UserMethods.filter','inputs':['%s'],'with':{'where':'a'}}";

        assertThat(problem(withSteps(
                                filter.formatted("in", "a"), filter.formatted("a", "b"), filter.formatted("b", "a")))
                        .message())
                .isEqualTo("Steps wait for each other in a circle: a -> b -> a.");
    }

    @Test
    void aCapBelowTheFirstDelayIsAProblem() {
        assertThat(problem(withFields("'retry':{'delayMs':5000,'maxDelayMs':1000}"))
                        .pointer())
                .isEqualTo("/retry/maxDelayMs");
        assertThat(VALIDATOR.validate(withFields("'retry':{'delayMs':900000}")).problems())
                .isEmpty();
    }

    @Test
    void withoutAnyMethodsTheHintSaysSo() {
        Validation validation = new DefinitionValidator(MethodCatalog.of(List.of())).validate(withSteps(READ));

        assertThat(validation.problems())
                .extracting(Problem::code, Problem::hint)
                .containsExactly(tuple(
                        ErrorCode.UNKNOWN_METHOD,
                        "No methods are known at all: the jars that offer them are missing."));
    }

    private static String load(String id) {
        return "{'id':'" + id + "','method':'LoadMethods.delta','with':{'path':'" + id + "','mode':'append'}}";
    }

    private static String rules(String rule) {
        return withSteps(READ, "{'id':'q','method':'UserMethods.rules','with':{'rules':[" + rule + "]}}");
    }
}
