package io.orbit.connectors.http;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.engine.Segments.Heard;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpLoadTest {
    private static final String SECRET = "correct-horse";
    private static final int ROWS = 25;
    private static final AtomicInteger RUNS = new AtomicInteger();

    @TempDir
    static Path data;

    private static TestVault vault;
    private static SegmentEngine engine;

    private TestApi api;
    private String run;

    @BeforeAll
    static void open() throws IOException {
        vault = TestVault.start().with("kv/data/api", "{'token':{'token':'%s'}}".formatted(SECRET));
        engine = newEngine();
        Files.writeString(
                data.resolve("users.csv"),
                IntStream.rangeClosed(1, ROWS)
                        .mapToObj(id -> id + ",user " + id + "," + (id % 5 == 0 ? "" : id * 1.5))
                        .collect(Collectors.joining("\n", "id,name,score\n", "\n")));
    }

    private static SegmentEngine newEngine() {
        return Segments.engine(
                EngineSettings.in(data.resolve("work")).withBaseDir(data).withCredentials(vault.credentials()));
    }

    @AfterAll
    static void close() {
        engine.close();
        vault.close();
    }

    @BeforeEach
    void start() {
        api = TestApi.start();
        run = "default.http.01JE%022d".formatted(RUNS.incrementAndGet());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Segments sending(String more) {
        return sending("users.csv", more);
    }

    private Segments sending(String file, String more) {
        return segment()
                .run(run)
                .connections("{'api':{'type':'http','baseUrl':'%s','credentials':'vault:kv/data/api#token'}}"
                        .formatted(api.base()))
                .step(
                        "users",
                        "ExtractMethods.csv",
                        "{'with':{'path':'%s','schema':{'id':'int','name':'string','score':'double'}}}".formatted(file))
                .step(
                        "send",
                        "LoadMethods.http",
                        "{'with':{'connection':'api','path':'/users'%s}}".formatted(more.isEmpty() ? "" : "," + more));
    }

    private String key(int batch) {
        return run + "/send/" + batch;
    }

    private static List<Integer> all() {
        return IntStream.rangeClosed(1, ROWS).boxed().toList();
    }

    @Test
    void rowsAreSentInBatchesThatCarryTheirKeys() {
        Heard heard = sending("'batchSize':10").on(engine);

        assertThat(api.heard).extracting(TestApi.Heard::key).containsExactly(key(1), key(2), key(3));
        assertThat(api.storedIds()).containsExactlyElementsOf(all());
        assertThat(api.heard.get(0).headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(api.heard.get(0).headers().getFirst("Authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(api.heard.get(0).body())
                .startsWith("[{\"id\":1,\"name\":\"user 1\",\"score\":1.5},")
                .contains("{\"id\":5,\"name\":\"user 5\",\"score\":null}");
        assertThat(heard.metrics("send")).containsEntry("rowsOut", 25L).containsEntry("requests", 3L);
        assertThat(heard.result("send").path("batches").asInt()).isEqualTo(3);
        assertThat(heard.result("send").path("rows").asInt()).isEqualTo(25);
    }

    @Test
    void aRequestHoldsWhatItsFormatSays() {
        sending("'format':'lines','batchSize':2,'skipNulls':true").on(engine);
        TestApi.Heard lines = api.heard.get(2);
        api.forget();
        run = run + "b";
        sending("'format':'single','method':'PUT'").on(engine);
        TestApi.Heard single = api.heard.get(0);
        int singles = api.heard.size();
        api.forget();
        run = run + "c";
        sending("'wrapIn':'records','headers':{'Content-Type':'application/vnd.acme+json'},'idempotencyHeader':'X-Key'")
                .on(engine);
        TestApi.Heard wrapped = api.heard.get(0);

        assertThat(lines.body())
                .isEqualTo("{\"id\":5,\"name\":\"user 5\"}\n{\"id\":6,\"name\":\"user 6\",\"score\":9.0}\n");
        assertThat(lines.headers().getFirst("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(single.toString()).isEqualTo("PUT /users");
        assertThat(single.body()).isEqualTo("{\"id\":1,\"name\":\"user 1\",\"score\":1.5}");
        assertThat(singles).isEqualTo(25);
        assertThat(wrapped.body()).startsWith("{\"records\":[{\"id\":1,");
        assertThat(wrapped.headers().getFirst("Content-Type")).isEqualTo("application/vnd.acme+json");
        assertThat(wrapped.headers().getFirst("X-Key")).isEqualTo(key(1));
    }

    @Test
    void aBatchIsBoundedInBytesAndALargeRowGoesAlone() throws IOException {
        Files.writeString(
                data.resolve("wide.csv"), "id,name,score\n1,a,\n2,%s,\n3,b,\n4,c,\n".formatted("x".repeat(500)));

        sending("wide.csv", "'maxBatchBytes':100,'skipNulls':true").on(engine);

        assertThat(api.stored.values()).extracting(JsonNode::size).containsExactly(1, 1, 2);
        assertThat(api.storedIds()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void anAttemptThatDiesAfterTheServiceStoredABatchCostsNothingAndDoublesNothing() {
        api.fault(2, (exchange, body) -> {
            api.stored.put(exchange.getRequestHeaders().getFirst("Idempotency-Key"), Segments.json(body));
            TestApi.cut("{").answer(exchange, body);
        });

        Heard first = sending("'batchSize':10,'maxRetries':0").failingOn(engine);
        Heard second = sending("'batchSize':10").attempt(2, 2).on(newEngine());

        assertThat(first.failure.code()).isEqualTo(ErrorCode.HTTP_FAILED);
        assertThat(api.heard).extracting(TestApi.Heard::key).containsExactly(key(1), key(2), key(2), key(3));
        assertThat(api.heard.get(1).body()).isEqualTo(api.heard.get(2).body());
        assertThat(api.repeated).hasValue(1);
        assertThat(api.storedIds()).containsExactlyElementsOf(all());
        assertThat(second.metrics("send")).containsEntry("requests", 2L).containsEntry("rowsOut", 25L);
    }

    @Test
    void aLineOfTheLedgerThatACrashHasCutOffDoesNotCount() throws IOException {
        api.faultFrom(3, TestApi.status(503, ""));
        sending("'batchSize':2,'maxRetries':0").failingOn(engine);
        Path ledger = data.resolve("work/steps").resolve(run).resolve("send/sent/1");
        assertThat(ledger).hasContent("1\n2\n");
        Files.writeString(ledger, "1", StandardOpenOption.APPEND);
        api.healed();

        sending("'batchSize':2").attempt(2, 2).on(newEngine());

        assertThat(api.heard).extracting(TestApi.Heard::key).startsWith(key(1), key(2), key(3), key(3), key(4));
        assertThat(api.storedIds()).containsExactlyElementsOf(all());
    }

    @Test
    void aLoadThatIsDoneSendsNothingAgain() {
        sending("").on(engine);

        Heard again = sending("").attempt(2, 2).on(newEngine());

        assertThat(api.heard).hasSize(1);
        assertThat(again.metrics("send")).containsEntry("rowsOut", 25L);
        assertThat(again.lines).anyMatch(line -> line.contains("already committed by an earlier attempt"));
    }

    @Test
    void whatMayPassIsSentAgainWithTheSameKeyWhenTheServiceWants() {
        api.fault(1, TestApi.status(500, "")).fault(3, api.closedFor(1)).fault(5, TestApi.cut("{"));

        sending("'batchSize':10").on(engine);

        assertThat(api.heard)
                .extracting(TestApi.Heard::key)
                .containsExactly(key(1), key(1), key(2), key(2), key(3), key(3));
        assertThat(api.early).hasValue(0);
        assertThat(api.storedIds()).containsExactlyElementsOf(all());
    }

    @Test
    void batchesAreNoFasterThanTheRateLimit() {
        api.limit(12);

        sending("'batchSize':1,'rateLimit':10").on(engine);

        assertThat(api.heard).hasSize(25);
        assertThat(api.refused).hasValue(0);
    }

    @Test
    void aRefusalIsNotRepeatedAndSaysWhichRowsAndWhyWithoutSecrets() {
        api.fault(
                2,
                TestApi.status(422, "{\"error\":\"bad name\",\"token\":\"%s\"}".formatted(SECRET) + "y".repeat(5000)));

        Heard heard = sending("'batchSize':10").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.HTTP_REFUSED);
        assertThat(heard.failure)
                .hasMessageContaining("/users, batch 2 (rows 11 to 20), answered 422")
                .hasMessageContaining("It says: {\"error\":\"bad name\",\"token\":\"***\"}yyy")
                .hasMessageEndingWith("y …");
        assertThat(heard.failure.getMessage()).hasSizeLessThan(2048 + 200).doesNotContain(SECRET);
        assertThat(api.heard).hasSize(2);
    }

    @Test
    void aConflictIsARefusalAndSoIsWhatRetryOnLeavesOut() {
        api.fault(1, TestApi.status(409, "")).fault(2, TestApi.status(500, ""));

        StepException conflict = sending("").failingOn(engine).failure;
        StepException broken = sending("'retryOn':[503]").attempt(2, 2).failingOn(engine).failure;

        assertThat(conflict.code()).isEqualTo(ErrorCode.HTTP_REFUSED);
        assertThat(broken.code()).isEqualTo(ErrorCode.HTTP_REFUSED);
        assertThat(api.heard).hasSize(2);
    }

    @Test
    void aRefusedCredentialIsNamedByItsPlace() {
        api.fault(1, TestApi.status(403, "no"));

        StepException failure = sending("").failingOn(engine).failure;

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure).hasMessageContaining("vault:kv/data/api#token");
    }

    @Test
    void aStaleAttemptSendsNoBatchAfterANewerOneHasBegun() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        api.fault(2, (exchange, body) -> {
            asked.countDown();
            over.await();
            api.serve(exchange, body);
        });

        CompletableFuture<Heard> stale =
                CompletableFuture.supplyAsync(() -> sending("'batchSize':10").failingOn(engine));
        asked.await();
        sending("'batchSize':10").attempt(2, 2).on(newEngine());
        over.countDown();

        assertThat(stale.get().failure.code()).isEqualTo(ErrorCode.SINK_FENCED);
        assertThat(api.heard).extracting(TestApi.Heard::key).containsExactly(key(1), key(2), key(2), key(3));
        assertThat(api.storedIds()).containsExactlyInAnyOrderElementsOf(all());
    }

    @Test
    void aCancelStopsTheSendingAndTheNextAttemptGoesOn() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        api.fault(2, (exchange, body) -> {
            asked.countDown();
            over.await();
        });
        CancelToken cancel = new CancelToken();

        CompletableFuture<Heard> running =
                CompletableFuture.supplyAsync(() -> sending("'batchSize':10").on(engine, cancel));
        asked.await();
        cancel.cancel();

        assertThatThrownBy(running::get).hasCauseInstanceOf(CancellationException.class);
        over.countDown();
        sending("'batchSize':10").attempt(2, 2).on(newEngine());
        assertThat(api.heard).extracting(TestApi.Heard::key).containsExactly(key(1), key(2), key(2), key(3));
        assertThat(api.storedIds()).containsExactlyElementsOf(all());
    }

    @Test
    void noRowsAreNoRequest() throws IOException {
        Files.writeString(data.resolve("none.csv"), "id,name,score\n");

        Heard heard = sending("none.csv", "").on(engine);

        assertThat(api.heard).isEmpty();
        assertThat(heard.metrics("send")).containsEntry("rowsOut", 0L);
        assertThat(heard.lines).contains("WARN send no rows");
    }

    @Test
    void rowsThatWereWrittenDownAndHaveChangedAreNotSent() throws IOException {
        api.faultFrom(2, TestApi.status(503, ""));
        sending("'batchSize':10,'maxRetries':0").failingOn(engine);
        Path folder = data.resolve("work/steps").resolve(run).resolve("send");
        try (var files = Files.walk(folder)) {
            Path rows = files.filter(file -> file.toString().endsWith(".txt"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(rows, Files.readString(rows).replace("user 20", "user 99"));
        }

        assertThat(sending("'batchSize':10")
                        .attempt(2, 2)
                        .failingOn(newEngine())
                        .failure
                        .code())
                .isEqualTo(ErrorCode.INPUT_MISSING);
        assertThat(api.heard).hasSize(2);
    }
}
