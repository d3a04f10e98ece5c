package io.orbit.connectors.light;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Engines;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.http.TestApi;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCallTest {
    @TempDir
    Path data;

    private final List<String> heardByServer = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private TestVault vault;
    private SegmentEngine engine;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
        vault = TestVault.start().with("kv/data/hook", "{'token':'correct-horse'}");
        engine = Engines.create(EngineSettings.in(data.resolve("work")).withCredentials(vault.credentials()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        vault.close();
    }

    /** The path says what to answer: {@code /status/<number>}; anything else is echoed. */
    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = exchange.getRequestHeaders();
        heardByServer.add("%s %s %s key=%s auth=%s type=%s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        body,
                        headers.getFirst("Idempotency-Key"),
                        headers.getFirst("Authorization"),
                        headers.getFirst("Content-Type")));
        String path = exchange.getRequestURI().getPath();
        int status = path.startsWith("/status/") ? Integer.parseInt(path.substring("/status/".length())) : 200;
        byte[] answer = "{\"echo\":[1,2]}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, status == 204 ? -1 : answer.length);
        exchange.getResponseBody().write(status == 204 ? new byte[0] : answer);
        exchange.close();
    }

    private Segments calling(String with) {
        return segment()
                .run("default.http.01JD0000000000000000000001")
                .connections("{'hook':{'type':'http','credentials':'vault:kv/data/hook#token','baseUrl':'%s'}}"
                        .formatted(base))
                .step("call", "UserMethods.httpCall", "{'with':%s}".formatted(with));
    }

    @Test
    void theAnswerBecomesTheResultAndTheCallCarriesTheStepsKey() {
        var heard = calling("{'url':'%s/orders/','method':'POST','body':{'n':1}}".formatted(base))
                .on(engine);

        assertThat(heard.result("call")).hasToString("{\"status\":200,\"body\":{\"echo\":[1,2]}}");
        assertThat(heardByServer)
                .containsExactly(
                        "POST /orders/ {\"n\":1} key=default.http.01JD0000000000000000000001/call auth=null type=application/json");
    }

    @Test
    void aConnectionGivesTheBaseUrlAndSignsTheCall() {
        var heard = calling("{'url':'/hooks/done?x=1','connection':'hook'}").on(engine);

        assertThat(heard.result("call").path("status").asInt()).isEqualTo(200);
        assertThat(heardByServer.get(0)).startsWith("GET /hooks/done?x=1").contains("auth=Bearer correct-horse");
    }

    @ParameterizedTest
    @CsvSource({
        "500, HTTP_FAILED",
        "503, HTTP_FAILED",
        "429, HTTP_FAILED",
        "408, HTTP_FAILED",
        "400, HTTP_REFUSED",
        "404, HTTP_REFUSED"
    })
    void anUnexpectedStatusIsRetriedOnlyWhenItMayPass(int status, ErrorCode code) {
        var heard = calling("{'url':'%s/status/%d?token=hidden'}".formatted(base, status))
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(code);
        assertThat(heard.failure).hasMessageContaining("answered " + status);
        assertThat(heard.failure.getMessage()).doesNotContain("hidden");
    }

    @Test
    void anExpectedStatusIsNoFailure() {
        var missing = calling("{'url':'%s/status/404','expectStatus':[404]}".formatted(base))
                .on(engine);
        var empty = calling("{'url':'%s/status/204'}".formatted(base)).on(engine);

        assertThat(missing.result("call").path("status").asInt()).isEqualTo(404);
        assertThat(empty.result("call").path("body").asText()).isEmpty();
    }

    @Test
    void aServerThatIsNotThereMayComeBack() {
        server.stop(0);

        var heard = calling("{'url':'%s/orders'}".formatted(base)).failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.HTTP_FAILED);
        assertThat(heard.failure).hasMessageContaining("/orders got no answer");
    }

    @Test
    void whatIsNoUrlIsRefused() {
        assertThat(calling("{'url':'not a url'}").failingOn(engine).failure.code())
                .isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(calling("{'url':'/relative'}").failingOn(engine).failure.code())
                .isEqualTo(ErrorCode.PARAMETER_INVALID);
    }

    @Test
    void aRefusalTellsWhatTheServiceSaidWithoutSecrets() {
        server.removeContext("/");
        server.createContext(
                "/",
                exchange -> TestApi.reply(
                        exchange,
                        400,
                        "{\"error\":\"no name\",\"you\":\""
                                + exchange.getRequestHeaders().getFirst("Authorization") + "\"}"));

        var heard = calling("{'url':'/x','connection':'hook'}").failingOn(engine);

        assertThat(heard.failure)
                .hasMessageContaining("answered 400. It says: {\"error\":\"no name\",\"you\":\"***\"}");
    }

    @Test
    void aRefusedCredentialIsNamedByItsPlace() {
        var heard = calling("{'url':'/status/401','connection':'hook'}").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(heard.failure).hasMessageContaining("vault:kv/data/hook#token");
    }

    @Test
    void theLimitThatWasHitIsNamed() {
        CountDownLatch over = new CountDownLatch(1);
        server.removeContext("/");
        server.createContext("/", exchange -> {
            try (exchange) {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        var heard = calling("{'url':'%s/slow','timeoutSec':1}".formatted(base)).failingOn(engine);
        over.countDown();

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.HTTP_FAILED);
        assertThat(heard.failure).hasMessageContaining("no whole answer within 1 s, which is its 'timeoutSec'");
    }

    @Test
    void aCallWaitsAsLongAsTheServiceAsksUpToABound() {
        try (TestApi api = TestApi.start()) {
            api.fault(1, api.closedFor(1)).fault(3, TestApi.status(503, "", "Retry-After", "31"));

            var patient = calling("{'url':'%s/all'}".formatted(api.base())).on(engine);
            var bounded = calling("{'url':'%s/all'}".formatted(api.base())).failingOn(engine);

            assertThat(patient.result("call").path("status").asInt()).isEqualTo(200);
            assertThat(api.early).hasValue(0);
            assertThat(api.heard).hasSize(3);
            assertThat(bounded.failure.code()).isEqualTo(ErrorCode.HTTP_FAILED);
            assertThat(bounded.failure).hasMessageContaining("31 s, more than the 30 s of 'maxRetryAfterSec'");
        }
    }

    @Test
    void aCredentialGoesToItsOwnHostOnly() {
        try (TestApi other = TestApi.start()) {
            var elsewhere = calling("{'url':'%s/all','connection':'hook'}".formatted(other.base()))
                    .failingOn(engine);

            assertThat(elsewhere.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
            assertThat(other.heard).isEmpty();
        }
    }
}
