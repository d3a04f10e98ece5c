package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.schemas.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the methods that there are: what can follow a stream, and what is said of the rest. */
class StreamCheckTest {
    private static final DefinitionValidator VALIDATOR =
            new DefinitionValidator(MethodCatalog.load(StreamCheckTest.class.getClassLoader()));

    private static final String READ = "{'id':'read','method':'ExtractMethods.kafka','with':{'connection':'kafka',"
            + "'topic':'events','format':'json','schema':{'id':'bigint'}}}";
    private static final String LOAD =
            "{'id':'load','method':'LoadMethods.delta','with':{'path':'lake/events','mode':'append'}}";

    @Test
    void theModeIsTheOnlyWordThatChanges() {
        String steps = steps(READ, "{'id':'keep','method':'UserMethods.filter','with':{'where':'id > 1'}}", LOAD);

        ResolvedPipeline batch = valid("'mode':'batch','trigger':{'every':'5 seconds'}", steps);
        ResolvedPipeline stream = valid("'mode':'streaming','trigger':{'every':'5 seconds'}", steps);

        assertThat(batch.streaming()).isNull();
        assertThat(stream.streaming()).isEqualTo(new Streaming(5000, null, 0, 0));
        assertThat(stream.maxActiveRuns()).isEqualTo(1);
        assertThat(stream.overlap()).isEqualTo(Overlap.SKIP);
        assertThat(stream.steps())
                .allSatisfy(step -> assertThat(step.timeoutMs()).isZero());
        assertThat(batch.steps())
                .allSatisfy(step -> assertThat(step.timeoutMs()).isPositive());
    }

    @ParameterizedTest
    @CsvSource({"500 ms,500", "1 second,1000", "2s,2000", "3 minutes,180000", "1 m,60000", "2 hours,7200000"})
    void aTriggerIsSaidInWords(String every, long millis) {
        String execution = "'mode':'streaming','trigger':{'every':'%s'},'checkpoint':'state/events',".formatted(every)
                + "'limits':{'maxOffsetsPerTrigger':1000,'lagAlert':5000}";

        assertThat(valid(execution, steps(READ, LOAD)).streaming())
                .isEqualTo(new Streaming(millis, "state/events", 1000, 5000));
    }

    @Test
    void aNumberIsATriggerInMilliseconds() {
        assertThat(valid("'mode':'streaming','trigger':{'every':250}", steps(READ, LOAD))
                        .streaming())
                .isEqualTo(new Streaming(250, null, 0, 0));
    }

    @Test
    void theCountOfFailuresStartsAnewAfterTheTimeThatTheRetryPolicySays() {
        String definition =
                Definitions.json("{'apiVersion':'orbit/v1','name':'events','execution':{'mode':'streaming'},"
                        + "'retry':{'delayMs':5000,'resetAfterHealthySec':600},'connections':{'kafka':{'type':'kafka'}},"
                        + "'steps':[" + READ + "," + LOAD + "]}");

        assertThat(VALIDATOR.validate(definition).orThrow().steps())
                .allSatisfy(
                        step -> assertThat(step.retry().resetAfterHealthyMs()).isEqualTo(600_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "UserMethods.deduplicate; 'keys':['id']; 'merge' and 'keys'",
                "UserMethods.aggregate; 'groupBy':['id'],'measures':{'n':'count(*)'}; in a batch pipeline over the table",
                "UserMethods.sql; 'query':'SELECT * FROM read'; filter, select, derive"
            })
    void whatNeedsAllRowsSaysWhatToDoInstead(String method, String with, String hint) {
        String step = "{'id':'all','method':'%s','with':{%s}}".formatted(method, with);

        Problem problem = problem("", steps(READ, step, LOAD));

        assertThat(problem.pointer()).isEqualTo("/steps/1/method");
        assertThat(problem.message()).startsWith(method + " needs all rows at once");
        assertThat(problem.hint()).contains(hint);
    }

    @Test
    void aLightStepEndsAndAStreamDoesNot() {
        Problem problem =
                problem("", steps(READ, LOAD, "{'id':'say','method':'UserMethods.noop','dependsOn':['load']}"));

        assertThat(problem.pointer()).isEqualTo("/steps/2/method");
        assertThat(problem.hint()).isEqualTo("Put it into a pipeline of its own.");
    }

    @ParameterizedTest
    @CsvSource({
        "LoadMethods.delta,overwrite,/steps/1/with/mode",
        "LoadMethods.csv,replace,/steps/1/with/mode",
        "LoadMethods.csv,errorIfExists,/steps/1/with/mode",
        "LoadMethods.csv,,/steps/1"
    })
    void aLoadThatReplacesWouldReplaceTheBatchBefore(String method, String mode, String pointer) {
        String with = mode == null ? "'path':'out'" : "'path':'out','mode':'%s'".formatted(mode);

        Problem problem = problem("", steps(READ, "{'id':'load','method':'%s','with':{%s}}".formatted(method, with)));

        assertThat(problem.pointer()).isEqualTo(pointer);
        assertThat(problem.message()).contains("every batch");
        assertThat(problem.hint()).contains("append");
    }

    @Test
    void aStreamNeedsOneSourceThatStreams() {
        String csv = "{'id':'read','method':'ExtractMethods.csv','with':{'path':'a.csv'}}";
        String second = READ.replace("'id':'read'", "'id':'more'");

        assertThat(problem("", steps(csv, LOAD)).message()).isEqualTo("No step reads a stream.");
        assertThat(problem("", steps(READ, LOAD, second)).message())
                .isEqualTo("A pipeline reads one stream, and 'read' reads one already.");
    }

    @Test
    void whatIsNotOfTheStreamIsNotLoadedWithEachBatch() {
        String csv = "{'id':'names','method':'ExtractMethods.csv','with':{'path':'a.csv'}}";
        String copy = "{'id':'copy','method':'LoadMethods.delta','inputs':['names'],'with':{'path':'lake/names'}}";

        Problem problem = problem("", steps(READ, LOAD, csv, copy));

        assertThat(problem.pointer()).isEqualTo("/steps/3");
        assertThat(problem.message()).contains("loads nothing of the stream");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'check':'rowCount','min':1; in a batch pipeline",
                "'check':'unique','columns':['id']; 'merge' and 'keys'"
            })
    void aRuleAboutAllRowsSaysWhatToDoInstead(String rule, String hint) {
        String rules = "{'id':'ok','method':'UserMethods.rules','with':{'rules':[{'id':'r',%s}]}}".formatted(rule);

        Problem problem = problem("", steps(READ, rules, LOAD));

        assertThat(problem.pointer()).isEqualTo("/steps/1/with/rules/0/check");
        assertThat(problem.hint()).contains(hint);
    }

    @Test
    void whatAStreamCannotBeToldIsRefused() {
        assertThat(problem("'maxActiveRuns':2", steps(READ, LOAD)).pointer()).isEqualTo("/execution/maxActiveRuns");
        assertThat(problem("'materialize':'always'", steps(READ, LOAD)).pointer())
                .isEqualTo("/execution/materialize");
        assertThat(problem("", steps(READ, LOAD.replace("'with'", "'materialize':true,'with'")))
                        .pointer())
                .isEqualTo("/steps/1/materialize");
        assertThat(problem("", steps(READ.replace("'format'", "'to':{'offsets':{'0':1}},'format'"), LOAD))
                        .pointer())
                .isEqualTo("/steps/0/with/to");
    }

    private static String steps(String... steps) {
        return String.join(",", steps);
    }

    private static ResolvedPipeline valid(String execution, String steps) {
        return VALIDATOR.validate(definition(execution, steps)).orThrow();
    }

    /** The only problem, in a stream. */
    private static Problem problem(String execution, String steps) {
        String mode = execution.isEmpty() ? "'mode':'streaming'" : "'mode':'streaming'," + execution;
        List<Problem> problems = VALIDATOR.validate(definition(mode, steps)).problems();
        assertThat(problems).extracting(Problem::code).containsExactly(ErrorCode.NOT_STREAMABLE);
        return problems.get(0);
    }

    private static String definition(String execution, String steps) {
        return Definitions.json("{'apiVersion':'orbit/v1','name':'events','execution':{%s},".formatted(execution)
                + "'connections':{'kafka':{'type':'kafka'}},'steps':[" + steps + "]}");
    }
}
