package io.orbit.control.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.control.codec.DefinitionCodec;
import io.orbit.schemas.pipeline.DefinitionValidator;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.schemas.pipeline.ResolvedPipeline;
import io.orbit.schemas.pipeline.Validation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With the methods that there are: what is cut, pinned and promised. */
final class ExplanationTest {
    private static final DefinitionValidator VALIDATOR =
            new DefinitionValidator(MethodCatalog.load(ExplanationTest.class.getClassLoader()));

    private static final String TABLE =
            "{'id':'read','method':'ExtractMethods.postgres'," + "'with':{'connection':'pg','table':'public.orders'}}";
    private static final String PINNED = "{'id':'read','method':'ExtractMethods.postgres','with':{'connection':'pg',"
            + "'table':'public.orders','pin':{'column':'at','upper':'${run.startedAt}'}}}";
    private static final String APPEND =
            "{'id':'write','method':'LoadMethods.delta','with':{'path':'/lake/orders','mode':'append'}}";
    private static final String MERGE = "{'id':'write','method':'LoadMethods.delta',"
            + "'with':{'path':'/lake/orders','mode':'merge','keys':['id']}}";

    @Test
    void aSourceThatPinsNothingIsKeptBeforeALoadThatAddsRows() {
        Explanation explained = explain("", TABLE, APPEND);

        assertThat(segments(explained)).containsExactly(List.of("read"), List.of("write"));
        assertThat(explained.segments().get(0).keeps())
                .containsExactly(
                        "the rows of 'read', because nothing of its source is pinned without 'pin', and 'write'"
                                + " adds rows");
        assertThat(explained.sources().get(0).pinned()).isNull();
        assertThat(explained.sources().get(0).retry()).contains("only until its rows are kept");
    }

    @Test
    void aPinnedSourceRunsTogetherWithItsLoad() {
        Explanation explained = explain("", PINNED, APPEND);

        assertThat(segments(explained)).containsExactly(List.of("read", "write"));
        assertThat(explained.segments().get(0).keeps()).isEmpty();
        assertThat(explained.sources().get(0).pinned()).isEqualTo("an upper bound of a column");
    }

    @Test
    void aLoadThatTakesThePlaceOfWhatIsThereNeedsNothingKept() {
        Explanation explained = explain("", TABLE, MERGE);

        assertThat(segments(explained)).containsExactly(List.of("read", "write"));
        assertThat(explained.sources().get(0).retry()).contains("'write' puts it in the place of what was there");
    }

    @Test
    void aStreamIsOneSegmentAndTellsItsStepHowItIsRead() {
        String read = "{'id':'read','method':'ExtractMethods.kafka','with':{'connection':'kafka','topic':'t'}}";
        String names = "{'id':'names','method':'ExtractMethods.csv','with':{'path':'/names.csv'}}";
        String both = "{'id':'both','method':'UserMethods.join','inputs':['read','names'],'with':{'on':'true'}}";
        String text =
                "{'id':'text','method':'LoadMethods.csv','inputs':['both'],'with':{'path':'/out','mode':'append'}}";
        String definition = ("{'apiVersion':'orbit/v1','name':'orders','execution':{'mode':'streaming','trigger':"
                        + "{'every':'2 s'},'limits':{'lagAlert':9}},'retry':{'resetAfterHealthySec':60},"
                        + "'connections':{'kafka':{'type':'kafka'}},'steps':["
                        + String.join(",", read, names, both, APPEND, text) + "]}")
                .replace('\'', '"');
        ResolvedPipeline pipeline = VALIDATOR.validate(definition).orThrow();

        Explanation explained = Explanation.of(pipeline, DefinitionCodec.plan(pipeline));
        String recorded = new DefinitionCodec(VALIDATOR)
                .define("default.orders", definition)
                .definition();

        assertThat(segments(explained)).containsExactly(List.of("read", "names", "both", "write", "text"));
        assertThat(explained.segments().get(0).keeps()).isEmpty();
        assertThat(explained.sources().get(0).pinned()).contains("checkpoint");
        assertThat(explained.sources().get(1).retry()).contains("each micro-batch");
        assertThat(explained.sinks().get(0).because()).endsWith("in a stream, each micro-batch is such a run");
        assertThat(recorded)
                .containsOnlyOnce("\"stream\":")
                .contains("\"stream\":{\"everyMs\":2000,\"maxOffsetsPerTrigger\":0,\"lagAlert\":9,"
                        + "\"resetAfterHealthyMs\":60000}");
    }

    @Test
    void whatALoadDoesIsUnknownWhileItsModeIsAParameter() {
        String write =
                "{'id':'write','method':'LoadMethods.delta','with':{'path':'/lake/orders','mode':'${params.mode}',"
                        + "'keys':['id']}}";

        assertThat(segments(explain("'params':{'mode':{'type':'string','default':'merge'}},", TABLE, write)))
                .hasSize(2);
    }

    @Test
    void whoeverForbidsToKeepRowsIsToldWhatThatMeans() {
        Explanation explained = explain("'execution':{'materialize':'never'},", TABLE, APPEND);

        assertThat(segments(explained)).containsExactly(List.of("read", "write"));
        assertThat(explained.sources().get(0).retry())
                .isEqualTo("reads what is there then; 'write' commits what one attempt has read");
    }

    @Test
    void twoSinksSeeTheSameRows() {
        String second = "{'id':'second','method':'LoadMethods.parquet','inputs':['read'],'with':{'path':'/lake/p'}}";

        Explanation explained = explain("", TABLE, APPEND, second);

        assertThat(segments(explained)).containsExactly(List.of("read"), List.of("write"), List.of("second"));
        assertThat(explained.segments().get(0).keeps())
                .containsExactly("the rows of 'read', because 'write' and 'second' read them, and shall see the same");
    }

    @Test
    void aSinkSaysWhatItHoldsAndWhy() {
        assertThat(explain("", PINNED, APPEND).sinks())
                .containsExactly(new Explanation.Sink(
                        "write",
                        "LoadMethods.delta",
                        "exactly once per run",
                        "the commit carries the run, and Delta skips a second one"));
    }

    @Test
    void rulesAreASinkOnlyWhenTheyPutRowsAside() {
        String rules = "{'id':'check','method':'UserMethods.rules','with':{'rules':[{'id':'pk','check':'notNull',"
                + "'columns':['id'],'policy':'%s'}]%s}}";
        String plain = rules.formatted("drop", "");
        String aside = rules.formatted("quarantine", ",'quarantine':{'path':'/lake/bad'}");

        assertThat(explain("", PINNED, plain, APPEND).sinks())
                .extracting(Explanation.Sink::step)
                .containsExactly("write");
        assertThat(explain("", PINNED, aside, APPEND).sinks())
                .extracting(Explanation.Sink::step)
                .containsExactly("check", "write");
    }

    @Test
    void everyBuiltInLoadHasAGuaranteeAndAReason() {
        assertThat(MethodCatalog.load(ExplanationTest.class.getClassLoader()).methods())
                .filteredOn(method -> method.name().startsWith("LoadMethods."))
                .isNotEmpty()
                .allSatisfy(method -> {
                    assertThat(method.guarantee()).as(method.name()).isNotBlank();
                    assertThat(method.effects().because()).as(method.name()).isNotBlank();
                    assertThat(modes(method.parameters().path("properties")))
                            .as(method.name())
                            .containsAll(method.effects().idempotentModes());
                });
    }

    private static List<String> modes(com.fasterxml.jackson.databind.JsonNode parameters) {
        List<String> modes = new java.util.ArrayList<>();
        parameters.path("mode").path("enum").forEach(mode -> modes.add(mode.asText()));
        return modes;
    }

    private static List<List<String>> segments(Explanation explanation) {
        return explanation.segments().stream().map(Explanation.Segment::steps).toList();
    }

    private static Explanation explain(String more, String... steps) {
        String json = """
                {'apiVersion':'orbit/v1','name':'orders',%s
                 'connections':{'pg':{'type':'postgres','host':'db','database':'shop'}},
                 'steps':[%s]}""".formatted(more, String.join(",", steps)).replace('\'', '"');
        Validation validation = VALIDATOR.validate(json);
        assertThat(validation.problems()).isEmpty();
        ResolvedPipeline pipeline = java.util.Objects.requireNonNull(validation.pipeline());
        return Explanation.of(pipeline, DefinitionCodec.plan(pipeline));
    }
}
