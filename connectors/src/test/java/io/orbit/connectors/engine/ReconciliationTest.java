package io.orbit.connectors.engine;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.connectors.MethodProvider;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.method.Keeps;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.Param;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.Folders;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in are rows out, dropped and put aside, and the sink agrees; a method that loses rows is found out. */
class ReconciliationTest {
    private static final String READ = "{'with':{'path':'numbers.csv','schema':{'n':'int'}}}";
    private static final String CHECK =
            "{'with':{'rules':[{'id':'odd','check':'expression','expression':'n %% 2 = 1','policy':'%s'}],'quarantine':{'path':'%s','format':'json'}}}";
    private static final String FILTER = "{'with':{'where':'n > 3'}}";

    @TempDir
    static Path data;

    private static SegmentEngine engine;
    private static int folders;

    /** Methods that do not do what they say. */
    public static final class Lossy {
        private Lossy() {}

        /** Nothing. */
        public record Nothing(@Param("Unused.") List<String> unused) {}

        @Method(kind = MethodKind.LOAD, title = "t", description = "d")
        public static LoadReceipt load(StepScope scope, Nothing with, Dataset<Row> rows) {
            long loaded = rows.count() - 1;
            return new LoadReceipt(loaded, -1, scope.attempt() > 1, JsonNodeFactory.instance.objectNode());
        }

        @Method(kind = MethodKind.TRANSFORM, keeps = Keeps.ALL, title = "t", description = "d")
        public static Dataset<Row> lose(StepScope scope, Nothing with, Dataset<Row> rows) {
            return rows.where("n != 5");
        }

        @Method(kind = MethodKind.TRANSFORM, title = "t", description = "d")
        public static Dataset<Row> any(StepScope scope, Nothing with, Dataset<Row> rows) {
            return rows.where("n != 5");
        }
    }

    /** Offers them. */
    public static final class Provider implements MethodProvider {
        @Override
        public List<Class<?>> methodClasses() {
            return List.of(Lossy.class);
        }
    }

    @BeforeAll
    static void open() throws IOException {
        Path services = Files.createDirectories(data.resolve("plugin/META-INF/services"));
        Files.writeString(services.resolve(MethodProvider.class.getName()), Provider.class.getName());
        ClassLoader loader = new URLClassLoader(
                new URL[] {data.resolve("plugin").toUri().toURL()}, ReconciliationTest.class.getClassLoader());
        engine = Segments.engine(
                EngineSettings.in(data.resolve("work")).withBaseDir(data).withMethods(loader));
        Files.writeString(data.resolve("numbers.csv"), "n\n1\n2\n3\n4\n5\n6\n7\n");
    }

    private static String folder() {
        return "folder-" + ++folders;
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "quarantine", "warn"})
    void whatIsCheckedAddsUpWithWhatTheSinkHolds(String policy) throws IOException {
        var heard = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("check", "UserMethods.rules", CHECK.formatted(policy, folder()))
                .step("shape", "UserMethods.derive", "{'with':{'columns':{'m':'n + 1'}}}")
                .step("big", "UserMethods.filter", FILTER)
                .step("load", "LoadMethods.json", "{'with':{'path':'%s'}}".formatted(folder()))
                .on(engine);

        var check = heard.metrics("check");
        assertThat(check.get("rowsIn")).isEqualTo(7);
        assertThat(check.get("rowsOut") + check.get("dropped") + check.get("quarantined"))
                .isEqualTo(7);
        var big = heard.metrics("big");
        assertThat(big.get("rowsOut") + big.get("dropped")).isEqualTo(check.get("rowsOut"));
        assertThat(heard.metrics("load").get("rowsOut")).isEqualTo(big.get("rowsOut"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            check | UserMethods.rules  | 4
            big   | UserMethods.filter | 4
            """)
    void aSinkThatLosesARowFailsTheRunForGood(String step, String method, long passed) {
        var heard = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step(step, method, method.endsWith("rules") ? CHECK.formatted("drop", folder()) : FILTER)
                .step("shape", "UserMethods.select", "{'with':{'columns':['n']}}")
                .step("load", "Lossy.load", "{'with':{}}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.RECONCILIATION);
        assertThat(heard.failure.code().kind().retryable()).isFalse();
        assertThat(heard.failure.step()).isEqualTo("load");
        assertThat(heard.failure)
                .hasMessageContaining("step '%s' passed on %d rows, and the sink of step 'load' holds %d"
                        .formatted(step, passed, passed - 1));
        assertThat(heard.outcomes).isEmpty();
    }

    @Test
    void aStepBetweenThatLosesARowIsFoundOutUnlessItNeverPromisedToKeepThem() {
        String check = CHECK.formatted("drop", folder());

        var lost = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("check", "UserMethods.rules", check)
                .step("lose", "Lossy.lose", "{'with':{}}")
                .step("load", "LoadMethods.json", "{'with':{'path':'%s'}}".formatted(folder()))
                .failingOn(engine);
        var kept = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("check", "UserMethods.rules", check)
                .step("any", "Lossy.any", "{'with':{}}")
                .step("load", "LoadMethods.json", "{'with':{'path':'%s'}}".formatted(folder()))
                .on(engine);

        assertThat(lost.failure.code()).isEqualTo(ErrorCode.RECONCILIATION);
        assertThat(kept.metrics("load")).containsEntry("rowsOut", 3L);
    }

    @Test
    void oneValidationAfterAnotherIsComparedToo() {
        var heard = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("first", "UserMethods.rules", CHECK.formatted("drop", folder()))
                .step("lose", "Lossy.lose", "{'with':{}}")
                .step("second", "UserMethods.rules", CHECK.formatted("warn", folder()))
                .failingOn(engine);

        assertThat(heard.failure.step()).isEqualTo("second");
        assertThat(heard.failure).hasMessageContaining("step 'first' passed on 4 rows, and step 'second' saw 3");
    }

    @Test
    void aDataSetForTheNextSegmentIsComparedBeforeItIsCommitted() throws IOException {
        var left = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step(
                        "check",
                        "UserMethods.rules",
                        CHECK.formatted("drop", folder()).replaceFirst("\\{", "{'output':true,"))
                .on(engine);
        var next = segment()
                .input("check", left.output("check"))
                .step("load", "Lossy.load", "{'inputs':['check'],'with':{}}")
                .failingOn(engine);

        assertThat(left.metrics("check")).containsEntry("rowsOut", 4L).containsEntry("dropped", 3L);
        assertThat(next.failure).hasMessageContaining("step 'check' passed on 4 rows");
    }

    @Test
    void whatAnEarlierAttemptLoadedIsToldButFailsNothing() {
        var heard = segment()
                .step("read", "ExtractMethods.csv", READ)
                .step("check", "UserMethods.rules", CHECK.formatted("drop", folder()))
                .step("load", "Lossy.load", "{'with':{}}")
                .attempt(2, 2)
                .on(engine);

        assertThat(heard.lines)
                .anyMatch(line -> line.startsWith("WARN load") && line.contains("the source has changed"));
    }

    @Test
    void aMergeThatSaysWhatItWasGivenIsComparedByThat() throws IOException {
        String table = folder();
        for (int run = 0; run < 2; run++) {
            var heard = segment()
                    .step("read", "ExtractMethods.csv", READ)
                    .step("check", "UserMethods.rules", CHECK.formatted("drop", folder()))
                    .step(
                            "load",
                            "LoadMethods.delta",
                            "{'with':{'path':'%s','mode':'merge','keys':['n'],'matchOnlyIfNewer':'n'}}"
                                    .formatted(table))
                    .on(engine);
            assertThat(heard.metrics("load")).containsEntry("rowsOut", run == 0 ? 4L : 0L);
        }
        assertThat(Folders.dataFiles(data.resolve(table))).isNotEmpty();
    }

    @Test
    void countsOfPassingRowsAreNotTrustedOnceSomethingMayHaveRunTwice() {
        TaskWatch watch = TaskWatch.on(SparkSession.builder().getOrCreate().sparkContext());
        try {
            assertThat(watch.exact()).isTrue();

            watch.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "1", "lost"));

            assertThat(watch.exact()).isFalse();
        } finally {
            watch.stop();
        }
    }
}
