package io.orbit.connectors.engine;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.method.OrbitMethod;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LightSegmentTest {
    @TempDir
    Path data;

    private SegmentEngine engine;

    @BeforeEach
    void open() {
        engine = Engines.create(EngineSettings.in(data.resolve("work")).withBaseDir(data));
    }

    /** Runs in a JVM of its own; fails when Spark has been started in it. */
    public static final class InAJvmOfItsOwn {
        private InAJvmOfItsOwn() {}

        public static void main(String[] args) {
            SegmentEngine engine = Engines.create(EngineSettings.in(Path.of(args[0])));
            segment()
                    .step("a", "UserMethods.noop", "{'with':{'result':{'n':1}}}")
                    .step("b", "UserMethods.wait", "{'with':{'durationMs':1}}")
                    .on(engine);
            engine.close();
            boolean started = SparkSession.getDefaultSession().isDefined() || SparkEnv.get() != null;
            System.out.print(started ? "Spark was started" : "no Spark");
        }
    }

    @Test
    void aLightSegmentNeverStartsSpark() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InAJvmOfItsOwn.class.getName(),
                        data.toString())
                .redirectError(data.resolve("errors").toFile())
                .start();
        try {
            String said = new String(jvm.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).as(Files.readString(data.resolve("errors"))).isEqualTo("no Spark");
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void eachStepIsReportedAsItEndsAndItsResultIsThereForTheNext() {
        var heard = segment()
                .step("a", "UserMethods.noop", "{'with':{'result':{'n':1,'list':['x','y']}}}")
                .step("b", "UserMethods.noop", "{'with':{'result':'${steps.a.result.n}'}}")
                .step(
                        "c",
                        "UserMethods.noop",
                        "{'with':{'result':'${steps.a.result.list.1} and ${steps.before.result.v}'}}")
                .result("before", "{'v':true}")
                .on(engine);

        assertThat(heard.events)
                .containsExactly("started a", "succeeded a", "started b", "succeeded b", "started c", "succeeded c");
        assertThat(heard.result("b").isIntegralNumber()).isTrue();
        assertThat(heard.result("c").asText()).isEqualTo("y and true");
    }

    @Test
    void stepsBeforeTheOneThatFailsHaveBeenReported() {
        var heard = segment()
                .step("a", "UserMethods.noop", "{}")
                .step("b", "UserMethods.failUntil", "{'with':{'succeedOnAttempt':2}}")
                .failingOn(engine);

        assertThat(heard.events).containsExactly("started a", "succeeded a", "started b");
        assertThat(heard.failure.step()).isEqualTo("b");
        assertThat(heard.failure.code()).isEqualTo(ErrorCode.METHOD_FAILED);
    }

    @Test
    void aStepFailsUntilItsAttemptOrUntilItsFileIsThere() throws IOException {
        String until = "{'with':{'succeedOnAttempt':3}}";
        String never = "{'with':{'succeedOnAttempt':0,'unlessExists':'repaired'}}";

        segment().attempt(2, 2).step("a", "UserMethods.failUntil", until).failingOn(engine);
        var third = segment()
                .attempt(3, 3)
                .step("a", "UserMethods.failUntil", until)
                .on(engine);
        segment().attempt(9, 9).step("a", "UserMethods.failUntil", never).failingOn(engine);
        Files.createFile(data.resolve("repaired"));
        var repaired = segment().step("a", "UserMethods.failUntil", never).on(engine);

        assertThat(third.events).contains("succeeded a");
        assertThat(repaired.events).contains("succeeded a");
    }

    @Test
    void cancellingEndsAWaitAndLeavesTheThreadUninterrupted() {
        CancelToken cancel = new CancelToken();
        var segment = segment()
                .step("a", "UserMethods.noop", "{}")
                .step("long", "UserMethods.wait", "{'with':{'durationMs':600000}}")
                .step("never", "UserMethods.noop", "{}");
        var heard = new Segments.Heard();
        CompletableFuture<Boolean> running = CompletableFuture.supplyAsync(() -> {
            assertThatThrownBy(() -> engine.run(segment.request(), heard, cancel))
                    .isInstanceOf(CancellationException.class);
            return Thread.currentThread().isInterrupted();
        });
        org.awaitility.Awaitility.await().until(() -> heard.events.contains("started long"));

        cancel.cancel();

        assertThat(running.join()).isFalse();
        assertThat(heard.events).doesNotContain("started never");
    }

    @Test
    void aSegmentThatIsCancelledBeforeItStartsDoesNothing() {
        CancelToken cancel = new CancelToken();
        cancel.cancel();

        assertThatThrownBy(() -> segment().step("a", "UserMethods.noop", "{}").on(engine, cancel))
                .isInstanceOf(CancellationException.class);
    }

    /** What pipelines call. */
    public static final class Offered {
        private Offered() {}

        @OrbitMethod
        public static JsonNode greet(StepScope scope, JsonNode args) {
            return TextNode.valueOf("hello " + args.path("name").asText() + " from " + scope.key());
        }

        public static JsonNode unreleased(StepScope scope, JsonNode args) {
            return TextNode.valueOf("called");
        }

        @OrbitMethod
        public static JsonNode large(StepScope scope, JsonNode args) {
            return TextNode.valueOf("x".repeat(args.asInt()));
        }

        @OrbitMethod
        public static JsonNode sparky(StepScope scope, JsonNode args) {
            return JsonNodeFactory.instance.numberNode(scope.spark().range(3).count());
        }
    }

    private static String java(String method, String args) {
        return "{'with':{'className':'%s','method':'%s','args':%s}}".formatted(Offered.class.getName(), method, args);
    }

    @Test
    void aJavaMethodIsCalledOnlyWhenItsAuthorReleasedIt() {
        var greeted = segment()
                .run("default.test.01JD9999999999999999999999")
                .step("a", "UserMethods.javaMethod", java("greet", "{'name':'Ada'}"))
                .on(engine);
        var unreleased = segment()
                .step("a", "UserMethods.javaMethod", java("unreleased", "{}"))
                .failingOn(engine);
        var foreign = segment()
                .step("a", "UserMethods.javaMethod", "{'with':{'className':'java.lang.System','method':'exit'}}")
                .failingOn(engine);

        assertThat(greeted.result("a").asText()).isEqualTo("hello Ada from default.test.01JD9999999999999999999999/a");
        assertThat(unreleased.failure.code()).isEqualTo(ErrorCode.UNKNOWN_METHOD);
        assertThat(unreleased.failure).hasMessageContaining("@OrbitMethod");
        assertThat(foreign.failure.code()).isEqualTo(ErrorCode.UNKNOWN_METHOD);
    }

    @Test
    void aLightStepThatAsksForSparkIsRefused() {
        var heard = segment()
                .step("a", "UserMethods.javaMethod", java("sparky", "{}"))
                .failingOn(engine);

        assertThat(heard.failure).hasMessageContaining("must not start Spark");
    }

    @Test
    void aLargeResultTravelsAsAReferenceThatLaterStepsReadAsIfItWereThere() throws IOException {
        var heard = segment()
                .step("a", "UserMethods.javaMethod", java("large", "300000"))
                .step("b", "UserMethods.noop", "{'with':{'result':'${steps.a.result}'}}")
                .on(engine);

        JsonNode reference = heard.result("a").path("$result");
        assertThat(reference.path("bytes").asInt()).isEqualTo(300_002);
        assertThat(heard.result("b").path("$result").path("sha256")).isEqualTo(reference.path("sha256"));

        Path file = Path.of(java.net.URI.create(reference.path("uri").asText()));
        Files.writeString(file, "\"changed\"");
        var later = segment()
                .step("c", "UserMethods.noop", "{'with':{'result':'${steps.a.result}'}}")
                .result("a", heard.result("a").toString())
                .failingOn(engine);
        assertThat(later.failure.code()).isEqualTo(ErrorCode.INPUT_MISSING);
    }

    @Test
    void aResultOfMoreThanTenMebibytesIsRefused() {
        var heard = segment()
                .step("a", "UserMethods.javaMethod", java("large", "11000000"))
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
    }
}
