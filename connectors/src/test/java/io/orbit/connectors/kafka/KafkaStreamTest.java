package io.orbit.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of a real broker into real tables. */
class KafkaStreamTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path work;

    @TempDir
    Path data;

    private static TestBroker broker;
    private static SegmentEngine engine;
    private final List<Attempt> attempts = new ArrayList<>();
    private String topic;
    private int runs;

    /** One attempt at work. */
    private record Attempt(Segments.Heard heard, CancelToken cancel, CompletableFuture<Void> end) {
        void stop() {
            cancel.stopSoon();
            assertThatThrownBy(end::join).hasCauseInstanceOf(CancellationException.class);
        }

        StepException failure() {
            try {
                end.join();
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(StepException.class);
                return (StepException) e.getCause();
            }
            throw new AssertionError("It did not fail.");
        }
    }

    @BeforeAll
    static void open() throws Exception {
        broker = TestBroker.start(work);
        engine = Segments.engine(broker.settings(work));
    }

    @AfterAll
    static void close() {
        engine.close();
        broker.close();
    }

    @BeforeEach
    void topic() throws Exception {
        topic = "stream-" + NUMBER.incrementAndGet();
        broker.topic(topic, 2);
    }

    @AfterEach
    void stopAll() {
        attempts.forEach(attempt -> {
            attempt.cancel().cancel();
            await().atMost(PATIENCE).until(attempt.end()::isDone);
        });
    }

    @Test
    void everyRecordBecomesOneRowAndTheNextRunGoesOnWhereTheLastOneStopped() throws Exception {
        send(0, 50);
        Attempt first = start(stream("").step("load", "LoadMethods.delta", table("t")));
        awaitRows("t", 50);
        send(50, 80);
        awaitRows("t", 80);
        first.stop();
        send(80, 100);

        Attempt second = start(stream("").step("load", "LoadMethods.delta", table("t")));
        awaitRows("t", 100);
        second.stop();

        assertThat(ids("t")).containsExactlyElementsOf(range(0, 100));
        assertThat(second.heard().lines).anyMatch(line -> line.contains("goes on with the stream topic '" + topic));
        assertThat(second.heard().events).containsExactly("started read", "started load");
    }

    @Test
    void progressTellsCountsLagAndLateness() throws Exception {
        send(0, 40);
        Attempt attempt = start(stream("")
                .step("keep", "UserMethods.filter", "{'with':{'where':'id >= 10'}}")
                .step("load", "LoadMethods.delta", table("t")));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(attempt.heard().progress).containsKey("load"));
        attempt.stop();

        assertThat(attempt.heard().progress.get("read"))
                .containsEntry("rowsIn", 40L)
                .containsEntry("rowsOut", 40L)
                .containsEntry("batches", 1L)
                .containsKeys("lag", "latencyP50Ms", "latencyP95Ms", "rowsPerSec");
        assertThat(attempt.heard().progress.get("keep"))
                .containsEntry("rowsIn", 40L)
                .containsEntry("rowsOut", 30L);
        assertThat(attempt.heard().progress.get("load")).containsEntry("rowsOut", 30L);
        assertThat(attempt.heard().lines).anyMatch(line -> line.startsWith("INFO read progress rowsOut=40"));
    }

    @Test
    void aBatchOfWhichOneSinkFailedIsNotWrittenTwiceIntoTheOther() throws Exception {
        send(0, 30);
        Path blocked = Files.writeString(data.resolve("out"), "in the way");

        StepException failure = start(twoSinks()).failure();
        Files.delete(blocked);
        send(30, 40);
        Attempt second = start(twoSinks());
        awaitRows("t", 40);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(csv()).hasSize(40));
        second.stop();

        assertThat(failure.step()).isEqualTo("text");
        assertThat(ids("t")).containsExactlyElementsOf(range(0, 40));
        assertThat(csv()).containsExactlyElementsOf(range(0, 40));
    }

    @Test
    void aBatchThatOnlyTheCheckpointMissesIsDoneAgainAndNotWrittenTwice() throws Exception {
        send(0, 30);
        Attempt first = start(twoSinks());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(csv()).hasSize(30));
        first.stop();
        // As if the process had been killed after the sinks' commits and before its own.
        Files.delete(newest(checkpoint().resolve("commits")));

        send(30, 35);
        Attempt second = start(twoSinks());
        awaitRows("t", 35);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(csv()).hasSize(35));
        second.stop();

        assertThat(ids("t")).containsExactlyElementsOf(range(0, 35));
        assertThat(csv()).containsExactlyElementsOf(range(0, 35));
    }

    @Test
    void aMergeTakesTheNewestOfEachKeyOverAllBatches() throws Exception {
        String merge = "{'with':{'path':'%s/t','mode':'merge','keys':['id']}}".formatted(data);
        send(0, 10);
        Attempt first = start(stream("").step("load", "LoadMethods.delta", merge));
        awaitRows("t", 10);
        send(5, 15);
        awaitRows("t", 15);
        first.stop();
        Files.delete(newest(checkpoint().resolve("commits")));

        Attempt second = start(stream("").step("load", "LoadMethods.delta", merge));
        send(15, 16);
        awaitRows("t", 16);
        second.stop();

        assertThat(ids("t")).containsExactlyElementsOf(range(0, 16));
    }

    @Test
    void whoStopsAStreamLetsTheBatchAtWorkEnd() throws Exception {
        send(0, 20);
        Attempt attempt = start(stream("")
                .step("load", "LoadMethods.delta", table("t"))
                .step("wait", "UserMethods.pause", "{'inputs':['read'],'with':{'durationMs':1500}}")
                .step(
                        "text",
                        "LoadMethods.csv",
                        "{'inputs':['wait'],'with':{'path':'%s/out','mode':'append','header':false}}".formatted(data)));
        awaitRows("t", 20);

        attempt.stop();

        assertThat(csv()).containsExactlyElementsOf(range(0, 20));
        assertThat(checkpoint().resolve("commits/0")).exists();
    }

    @Test
    void anAttemptThatRunsLongEnoughIsHealthy() throws Exception {
        Attempt attempt = start(stream(",'resetAfterHealthyMs':50").step("load", "LoadMethods.delta", table("t")));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(attempt.heard().healthySteps).contains("read", "load"));
        attempt.stop();
    }

    @Test
    void aStreamThatIsCancelledInTheMiddleOfABatchLosesAndDoublesNothing() throws Exception {
        send(0, 20);
        Attempt first = start(stream("")
                .step("wait", "UserMethods.pause", "{'with':{'durationMs':60000}}")
                .step("load", "LoadMethods.delta", table("t")));
        await().atMost(PATIENCE).until(() -> Files.exists(checkpoint().resolve("offsets/0")));
        first.cancel().cancel();
        assertThatThrownBy(first.end()::join).hasCauseInstanceOf(CancellationException.class);
        send(20, 30);

        Attempt second = start(stream("").step("load", "LoadMethods.delta", table("t")));
        awaitRows("t", 30);
        second.stop();

        assertThat(ids("t")).containsExactlyElementsOf(range(0, 30));
    }

    @Test
    void aNewerAttemptTakesOverAndTheOlderOneNotices() throws Exception {
        send(0, 10);
        Attempt older = start(stream("").step("load", "LoadMethods.delta", table("t")));
        awaitRows("t", 10);

        Attempt newer = start(stream("").attempt(2, 2).step("load", "LoadMethods.delta", table("t")));
        StepException failure = older.failure();
        send(10, 20);
        awaitRows("t", 20);
        newer.stop();

        assertThat(failure.code()).isEqualTo(ErrorCode.SINK_FENCED);
        assertThat(ids("t")).containsExactlyElementsOf(range(0, 20));
    }

    @Test
    void aCheckpointBelongsToOneTopic() throws Exception {
        send(0, 1);
        Attempt first = start(stream("").step("load", "LoadMethods.delta", table("t")));
        awaitRows("t", 1);
        first.stop();
        topic = topic + "-other";
        broker.topic(topic, 1);

        StepException failure =
                start(stream("").step("load", "LoadMethods.delta", table("t"))).failure();

        assertThat(failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(failure.getMessage()).contains("execution.checkpoint").contains(topic);
    }

    @Test
    void batchesAreNoLargerThanAllowedAndALagIsWarnedOf() throws Exception {
        send(0, 300);
        Attempt attempt =
                start(stream(",'maxOffsetsPerTrigger':10,'lagAlert':20").step("load", "LoadMethods.delta", table("t")));
        awaitRows("t", 60);
        attempt.stop();

        assertThat(checkpoint().resolve("commits/5")).exists();
        assertThat(attempt.heard().lines).anyMatch(line -> line.startsWith("WARN read ") && line.contains("lagAlert"));
    }

    @Test
    void theLagIsWhatTheTopicHoldsBeyondTheLastBatch() throws Exception {
        send(0, 10);
        Attempt attempt = start(stream("")
                .step("load", "LoadMethods.delta", table("t"))
                .step("wait", "UserMethods.pause", "{'inputs':['read'],'with':{'durationMs':2500}}"));
        awaitRows("t", 10);
        send(10, 40);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(attempt.heard().progress).containsKey("read"));
        attempt.stop();

        assertThat(attempt.heard().lines).anyMatch(line -> line.contains("rowsIn=10 ") && line.contains("lag=30 "));
    }

    @Test
    void aStreamJoinsWhatItsOtherSourceHoldsNow() throws Exception {
        Files.writeString(data.resolve("names.csv"), "id,name\n1,Ada\n2,Bo\n");
        send(0, 3);
        Attempt attempt = start(stream("")
                .step("names", "ExtractMethods.csv", "{'inputs':[],'with':{'path':'%s/names.csv'}}".formatted(data))
                .step(
                        "both",
                        "UserMethods.join",
                        "{'inputs':{'left':'read','right':'names'},'with':{'on':'left.id = right.id',"
                                + "'select':['left.id','right.name']}}")
                .step("load", "LoadMethods.delta", table("t")));
        awaitRows("t", 2);
        Files.writeString(data.resolve("names.csv"), "id,name\n4,Di\n");
        send(3, 5);
        awaitRows("t", 3);
        attempt.stop();

        assertThat(ids("t")).containsExactly(1L, 2L, 4L);
    }

    @Test
    void theSameStepsGiveTheSameRowsInBatch() throws Exception {
        send(0, 25);
        Segments batch = steps("{'with':%s}".formatted(with()), "batch");
        Segments stream = steps("{'stream':{'everyMs':100},'with':%s}".formatted(with()), "stream");

        batch.on(engine);
        Attempt attempt = start(stream);
        awaitRows("stream", 12);
        attempt.stop();

        assertThat(ids("stream")).isEqualTo(ids("batch")).hasSize(12);
    }

    private Segments steps(String read, String table) {
        return Segments.segment()
                .connections(broker.connections())
                .step("read", "ExtractMethods.kafka", read)
                .step("odd", "UserMethods.filter", "{'with':{'where':'id % 2 = 1'}}")
                .step(
                        "ok",
                        "UserMethods.rules",
                        "{'with':{'rules':[{'id':'id','check':'notNull','columns':['id'],'policy':'drop'}]}}")
                .step("load", "LoadMethods.delta", table(table));
    }

    private Segments twoSinks() {
        return stream("")
                .step("load", "LoadMethods.delta", table("t"))
                .step(
                        "text",
                        "LoadMethods.csv",
                        "{'inputs':['read'],'with':{'path':'%s/out','mode':'append','header':false}}".formatted(data));
    }

    /** A new run. */
    private Segments stream(String limits) {
        String spec =
                "{'stream':{'everyMs':100,'checkpoint':'%s'%s},'with':%s}".formatted(checkpoint(), limits, with());
        return Segments.segment()
                .run("default.test.01JS%010d%012d".formatted(NUMBER.get(), ++runs))
                .connections(broker.connections())
                .step("read", "ExtractMethods.kafka", spec);
    }

    private String with() {
        return "{'connection':'kafka','topic':'%s','format':'json','schema':{'id':'bigint'}}".formatted(topic);
    }

    private String table(String name) {
        return "{'with':{'path':'%s/%s'}}".formatted(data, name);
    }

    private Path checkpoint() {
        return data.resolve("checkpoint");
    }

    private Attempt start(Segments segment) {
        Segments.Heard heard = new Segments.Heard();
        CancelToken cancel = new CancelToken();
        Attempt attempt = new Attempt(
                heard, cancel, CompletableFuture.runAsync(() -> engine.run(segment.request(), heard, cancel), task -> {
                    Thread thread = new Thread(task, "attempt");
                    thread.setDaemon(true);
                    thread.start();
                }));
        attempts.add(attempt);
        return attempt;
    }

    private void send(long from, long to) throws Exception {
        try (var producer = broker.producer(Map.of())) {
            for (long id = from; id < to; id++) {
                producer.send(new ProducerRecord<>(
                        topic, (int) (id % 2), null, "{\"id\":%d}".formatted(id).getBytes(StandardCharsets.UTF_8)));
            }
            producer.flush();
        }
    }

    private void awaitRows(String table, int rows) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            attempts.get(attempts.size() - 1).end().getNow(null);
            assertThat(ids(table)).hasSizeGreaterThanOrEqualTo(rows);
        });
    }

    private List<Long> ids(String table) {
        Path path = data.resolve(table);
        if (!Files.exists(path.resolve("_delta_log/00000000000000000000.json"))) {
            return List.of();
        }
        return SparkSession.builder()
                .getOrCreate()
                .read()
                .format("delta")
                .load(path.toString())
                .select("id")
                .as(Encoders.LONG())
                .collectAsList()
                .stream()
                .sorted()
                .toList();
    }

    private List<Long> csv() throws IOException {
        Path folder = data.resolve("out");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Long> ids = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".csv")).toList()) {
                Files.readAllLines(file).forEach(line -> ids.add(Long.valueOf(line)));
            }
        }
        ids.sort(null);
        return ids;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static Path newest(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())))
                    .orElseThrow();
        }
    }
}
