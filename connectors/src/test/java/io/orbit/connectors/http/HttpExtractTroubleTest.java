package io.orbit.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.engine.Segments.Heard;
import io.orbit.connectors.storage.Folders;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services that are slow, break off, or go away, and attempts that do. */
class HttpExtractTroubleTest extends HttpReading {
    @Test
    void requestsAreNoFasterThanTheRateLimit() {
        // Without a limit of its own, the client would be refused: 20 requests come in a fraction of a second.
        api.items(200).limit(12);

        Heard heard = reading("/offset", "'rateLimit':10,'paginator':{'type':'offset','totalPath':'meta.total'}")
                .on(engine);

        assertThat(heard.metrics("read")).containsEntry("requests", 20L).containsEntry("rowsOut", 200L);
        assertThat(api.refused).as("refused by the server for being too fast").hasValue(0);
    }

    @Test
    void aServiceThatSaysSlowDownIsAskedAgainWhenItWants() {
        api.fault(2, api.closedFor(1));

        Heard heard = reading("/page", "'paginator':{'type':'page','totalPath':'meta.total'}")
                .on(engine);

        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(25));
        assertThat(api.heard).hasSize(4);
        assertThat(api.early).as("requests before the time was over").hasValue(0);
        assertThat(heard.lines).anyMatch(line -> line.contains("answered 429; it is sent again in 1000 ms"));
    }

    @Test
    void aWaitThatIsTooLongEndsTheAttemptAndTheNextOneGoesOnAtThatPage() {
        api.fault(3, TestApi.status(429, "{\"error\":\"quota\"}", "Retry-After", "7200"));
        String paging = "'paginator':{'type':'cursor','cursorPath':'meta.next'}";

        Heard first = reading("/cursor", paging).failingOn(engine);
        Heard second = reading("/cursor", paging).attempt(2, 2).on(newEngine());

        assertThat(first.failure.code()).isEqualTo(ErrorCode.HTTP_FAILED);
        assertThat(first.failure).hasMessageContaining("7200 s").hasMessageContaining("60 s of 'maxRetryAfterSec'");
        assertThat(second.metrics("read")).containsEntry("requests", 1L).containsEntry("pages", 3L);
        assertThat(api.paths())
                .containsExactly(
                        "/cursor", "/cursor?cursor=after-10", "/cursor?cursor=after-20", "/cursor?cursor=after-20");
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(25));
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "503", "504"})
    void whatMayPassIsTriedAgain(int status) {
        api.fault(1, TestApi.status(status, "")).fault(2, TestApi.status(status, ""));

        reading("/all", "").on(engine);

        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(25));
        assertThat(api.heard).hasSize(3);
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfAPageCostsNoRowAndDoublesNone() {
        api.fault(2, TestApi.cut("{\"data\":{\"items\":[{\"id\":11,\"name\":\"item 11\"},"));

        reading("/link", "'paginator':{'type':'link'}").on(engine);

        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(25));
    }

    @Test
    void anEndThatOnlyTheJsonTellsIsACutToo() {
        api.fault(1, TestApi.status(200, "{\"data\":{\"items\":[{\"id\":11,\"name\":\"item 11\"}"));

        reading("/all", "").on(engine);

        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(25));
        assertThat(api.heard).hasSize(2);
    }

    @Test
    void aServiceThatStaysAwayFailsInAWayThatMayPass() {
        api.faultFrom(1, TestApi.status(503, "down for \u0007 repair\n" + SECRET));

        Heard heard = reading("/all", "'maxRetries':1").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.HTTP_FAILED);
        assertThat(heard.failure)
                .hasMessageContaining("answered 503, 2 times in a row")
                .hasMessageContaining("It says: down for repair ***");
        assertThat(api.heard).hasSize(2);
    }

    @Test
    void aPageWithoutEndIsNotTakenIn() throws IOException {
        AtomicLong sent = new AtomicLong();
        api.faultFrom(1, (exchange, body) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] part = "{\"data\":{\"items\":[".repeat(1000).getBytes(StandardCharsets.UTF_8);
            while (sent.get() < 500_000_000) {
                exchange.getResponseBody().write(part);
                sent.addAndGet(part.length);
            }
        });

        Heard heard = reading("/all", "'maxPageBytes':1000000").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
        assertThat(heard.failure).hasMessageContaining("1,000,000 bytes of 'maxPageBytes'");
        await().untilAsserted(() -> assertThat(sent.get()).isLessThan(100_000_000));
        assertThat(Folders.dataFiles(data.resolve("work/steps").resolve(run))).isEmpty();
    }

    @Test
    void aLaterAttemptReadsWhatTheFirstOneHasFetchedWhateverTheServiceSaysNow() throws IOException {
        String paging = "'paginator':{'type':'page','totalPath':'meta.total'}";
        failAfterTheRead("/page", paging);
        int asked = api.heard.size();
        api.items(99).faultFrom(1, TestApi.status(500, ""));

        Heard second = reading("/page", paging).attempt(2, 2).on(newEngine());

        assertThat(api.heard).hasSize(asked);
        assertThat(second.metrics("read")).containsEntry("pages", 3L);
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(25));
    }

    @Test
    void anAttemptThatIsKilledBetweenTwoPagesLeavesNothingThatTheNextOneCouldTakeForAPage() throws IOException {
        api.fault(3, TestApi.cut("{\"data\":{\"items\":[{\"id\":21},{\"id\":22},"));
        String paging = "'paginator':{'type':'offset','totalPath':'meta.total'}";
        reading("/offset", paging + ",'maxRetries':0").failingOn(engine);
        Path pages = data.resolve("work/steps").resolve(run).resolve("read/pages");
        Files.writeString(pages.resolve("00000003-1.jsonl"), "{\"id\":21}\n{\"id\":22");
        Files.writeString(pages.resolve(".00000003.json.tmp"), "{\"rows\":");

        reading("/offset", paging).attempt(2, 2).on(newEngine());

        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(25));
        assertThat(api.paths())
                .containsExactly("/offset?offset=0", "/offset?offset=10", "/offset?offset=20", "/offset?offset=20");
    }

    @Test
    void aPageThatWasChangedOnDiskIsNotRead() throws IOException {
        failAfterTheRead("/all", "");
        Path page = data.resolve("work/steps").resolve(run).resolve("read/pages/00000001-1.jsonl");
        Files.writeString(page, Files.readString(page).replace("item 1\"", "item x\""));

        Heard second = reading("/all", "").attempt(2, 2).failingOn(newEngine());

        assertThat(second.failure.code()).isEqualTo(ErrorCode.INPUT_MISSING);
    }

    @Test
    void aCancelEndsARequestThatIsUnderWayAndTheNextAttemptGoesOn() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        api.fault(2, (exchange, body) -> {
            asked.countDown();
            over.await();
        });
        String paging = "'paginator':{'type':'page','totalPath':'meta.total'}";
        CancelToken cancel = new CancelToken();

        CompletableFuture<Heard> running =
                CompletableFuture.supplyAsync(() -> reading("/page", paging).on(engine, cancel));
        asked.await();
        cancel.cancel();

        assertThatThrownBy(running::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancellationException.class);
        over.countDown();
        reading("/page", paging).attempt(2, 2).on(newEngine());
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(25));
        assertThat(api.heard).hasSize(4);
    }

    @Test
    void aCancelEndsAWaitToo() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        api.fault(1, (exchange, body) -> {
            exchange.getResponseHeaders().set("Retry-After", "3600");
            TestApi.reply(exchange, 503, "");
            asked.countDown();
        });
        CancelToken cancel = new CancelToken();

        CompletableFuture<Heard> running = CompletableFuture.supplyAsync(
                () -> reading("/page", "'maxRetryAfterSec':7200").on(engine, cancel));
        asked.await();
        cancel.cancel();

        assertThatThrownBy(running::get).hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    void aServiceThatHangsIsLeftAndTheLimitIsNamed() {
        CountDownLatch over = new CountDownLatch(1);
        api.faultFrom(1, (exchange, body) -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            over.await();
        });

        Heard heard = reading("/all", "'timeoutSec':1,'maxRetries':0").failingOn(engine);
        over.countDown();

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.HTTP_FAILED);
        assertThat(heard.failure).hasMessageContaining("no whole answer within 1 s, which is its 'timeoutSec'");
    }
}
