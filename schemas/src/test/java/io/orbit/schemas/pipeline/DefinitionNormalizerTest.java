package io.orbit.schemas.pipeline;

import static io.orbit.schemas.pipeline.Definitions.resolved;
import static io.orbit.schemas.pipeline.Definitions.withFields;
import static io.orbit.schemas.pipeline.Definitions.withSteps;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionNormalizerTest {
    private static final String READ = "{'id':'read','method':'ExtractMethods.csv','with':{'path':'a.csv'}}";
    private static final String KEEP = "{'id':'keep','method':'UserMethods.filter','with':{'where':'a'}}";
    private static final String LOAD = "{'id':'load','method':'LoadMethods.delta','with':{'path':'t','mode':'append'}}";

    @Test
    void aStepReadsTheOneBeforeItUnlessItExtracts() {
        ResolvedPipeline pipeline = resolved(
                withSteps(READ, KEEP, "{'id':'more','method':'ExtractMethods.csv','with':{'path':'b.csv'}}", LOAD));

        assertThat(pipeline.steps())
                .extracting(ResolvedStep::upstreams)
                .containsExactly(List.of(), List.of("read"), List.of(), List.of("more"));
    }

    @Test
    void aStepThatTakesNoRowsWaitsForTheOneBeforeItInstead() {
        String call = "'method':'UserMethods.call','with':{'class':'X'}}";
        ResolvedPipeline pipeline = resolved(withSteps(
                READ,
                LOAD,
                "{'id':'tell'," + call,
                "{'id':'alone','inputs':[]," + call,
                "{'id':'late','dependsOn':['read']," + call));

        assertThat(pipeline.steps())
                .extracting(ResolvedStep::inputs)
                .containsExactly(List.of(), List.of(new StepInput(null, "read")), List.of(), List.of(), List.of());
        assertThat(pipeline.steps())
                .extracting(ResolvedStep::dependsOn)
                .containsExactly(List.of(), List.of(), List.of("load"), List.of(), List.of("read"));
    }

    @Test
    void namedInputsKeepTheirNamesAndOrder() {
        ResolvedStep join = resolved(withSteps(
                        READ,
                        "{'id':'b','method':'ExtractMethods.csv','with':{'path':'b'}}",
                        "{'id':'j','method':'UserMethods.join','inputs':{'right':'read','left':'b'},'dependsOn':['read']"
                                + ",'with':{'on':'x'}}"))
                .steps()
                .get(2);

        assertThat(join.inputs()).containsExactly(new StepInput("right", "read"), new StepInput("left", "b"));
        assertThat(join.upstreams()).containsExactly("read", "b");
        assertThat(join.kind()).isEqualTo(MethodSpec.Kind.TRANSFORM);
    }

    @Test
    void whatIsNotWrittenHasItsDefault() {
        ResolvedPipeline pipeline = resolved(withSteps(READ));

        assertThat(pipeline.pipelineId()).isEqualTo("default.flights");
        assertThat(pipeline.namespace()).isEqualTo("default");
        assertThat(pipeline.description()).isEmpty();
        assertThat(pipeline.params()).isEmpty();
        assertThat(pipeline.timeoutMs()).isZero();
        assertThat(pipeline.maxActiveRuns()).isZero();
        assertThat(pipeline.overlap()).isEqualTo(Overlap.QUEUE);
        assertThat(pipeline.materialize()).isEqualTo(Materialize.AUTO);
        assertThat(pipeline.connections()).isEqualTo("{}");
        assertThat(pipeline.steps().get(0)).satisfies(step -> {
            assertThat(step.retry()).isEqualTo(new RetryNumbers(3, 30_000, 2, 300_000, 0.1, 0));
            assertThat(step.timeoutMs()).isEqualTo(86_400_000);
            assertThat(step.materialize()).isEqualTo(Materialize.AUTO);
            assertThat(step.resultRefs()).isEmpty();
        });
    }

    @Test
    void whatIsWrittenIsKept() {
        ResolvedPipeline pipeline =
                resolved(withFields("'namespace':'team-a','description':'x','execution':{'mode':'batch',"
                        + "'timeoutSec':60,'maxActiveRuns':2,'overlap':'skip','materialize':'always'},'params':{'d':{'type':'date'}},"
                        + "'connections':{'b':{'type':'s3'},'a':{'type':'s3','credentials':'vault:x/y#z'}}"));

        assertThat(pipeline.pipelineId()).isEqualTo("team-a.flights");
        assertThat(pipeline.timeoutMs()).isEqualTo(60_000);
        assertThat(pipeline.maxActiveRuns()).isEqualTo(2);
        assertThat(pipeline.overlap()).isEqualTo(Overlap.SKIP);
        assertThat(pipeline.params()).containsOnlyKeys("d");
        assertThat(pipeline.connections())
                .isEqualTo(Definitions.json("{'b':{'type':'s3'},'a':{'type':'s3','credentials':'vault:x/y#z'}}"));
        assertThat(pipeline.steps().get(0).materialize()).isEqualTo(Materialize.ALWAYS);
    }

    @Test
    void aFieldOfRetryComesFromTheStepOrElseThePipelineOrElseTheDefault() {
        ResolvedPipeline pipeline = resolved(Definitions.json("{'apiVersion':'orbit/v1','name':'a',"
                + "'retry':{'maxRetries':7,'delayMs':400000},'steps':["
                + "{'id':'a','method':'UserMethods.call','with':{'class':'X'}},"
                + "{'id':'b','method':'UserMethods.call','retry':{'maxRetries':0,'factor':1.5},'with':{'class':'X'}},"
                + "{'id':'c','method':'UserMethods.call','retry':'fixed-5s','materialize':false,'timeoutSec':9,"
                + "'with':{'class':'X'}}]}"));

        assertThat(pipeline.steps())
                .extracting(ResolvedStep::retry)
                .containsExactly(
                        new RetryNumbers(7, 400_000, 2, 400_000, 0.1, 0),
                        new RetryNumbers(0, 400_000, 1.5, 400_000, 0.1, 0),
                        new RetryNumbers(3, 5_000, 1, 5_000, 0, 0));
        assertThat(pipeline.steps().get(2).materialize()).isEqualTo(Materialize.NEVER);
        assertThat(pipeline.steps().get(2).timeoutMs()).isEqualTo(9_000);
    }

    @Test
    void theStepsWhoseResultsAreUsedAreNamed() {
        ResolvedPipeline pipeline = resolved(withSteps(
                "{'id':'b','method':'UserMethods.call','with':{'class':'X'}}",
                "{'id':'a','method':'UserMethods.call','with':{'class':'X'}}",
                "{'id':'use','method':'UserMethods.call','with':{'class':'X','arguments':{'x':["
                        + "'${steps.b.result.n} ${steps.a.result}','${run.id}']}}}"));

        assertThat(pipeline.steps().get(2).resultRefs()).isEqualTo(Set.of("a", "b"));
    }

    @Test
    void theSpecOfAStepSaysWhatItReadsEvenIfTheAuthorDidNot() {
        ResolvedPipeline pipeline = resolved(withSteps(READ, KEEP));

        assertThat(pipeline.steps().get(1).spec())
                .isEqualTo(
                        Definitions.json(
                                "{'id':'keep','method':'UserMethods.filter','with':{'where':'a'},'inputs':['read'],'dependsOn':[]}"));
    }

    @Test
    void equalContentHasEqualHashWhateverItsLayout() {
        String one = Definitions.json("{'name':'a','apiVersion':'orbit/v1','steps':[" + READ + "]}");
        String other = "\n\n" + Definitions.json("{'name' : 'a', 'apiVersion':'orbit/v1',\n'steps':[ " + READ + " ]}");

        assertThat(resolved(one).hash()).isEqualTo(resolved(other).hash()).hasSize(64);
        assertThat(resolved(one).json()).isEqualTo(resolved(other).json());
        assertThat(resolved(one).hash())
                .isNotEqualTo(resolved(one.replace("a.csv", "b.csv")).hash());
    }

    @Test
    void theCanonicalTextIsAgainAValidDefinitionOfTheSameHash() {
        ResolvedPipeline once = resolved(withSteps(READ, KEEP, LOAD));

        assertThat(resolved(once.json())).isEqualTo(once);
    }
}
