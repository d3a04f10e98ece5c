package io.orbit.connectors.light;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Engines;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.http.TestApi;
import io.orbit.connectors.storage.Hashes;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads to a webhook, and documents to a service that reads them. */
class DeliveriesTest {
    private static final String RUN = "sales.nightly.01JD0000000000000000000001";
    private static final String SECRET = "correct-horse";

    @TempDir
    Path data;

    private TestApi api;
    private TestVault vault;
    private SegmentEngine engine;

    @BeforeEach
    void start() {
        api = TestApi.start();
        vault = TestVault.start().with("kv/data/hook", "{'api':{'token':'%s'}}".formatted(SECRET));
        engine = Engines.create(
                EngineSettings.in(data.resolve("work")).withBaseDir(data).withCredentials(vault.credentials()));
    }

    @AfterEach
    void stop() {
        engine.close();
        vault.close();
        api.close();
    }

    private Segments step(String method, String with) {
        return segment()
                .run(RUN)
                .connections("{'hook':{'type':'http','baseUrl':'%s/base/','credentials':'vault:kv/data/hook#api'}}"
                        .formatted(api.base()))
                .step("send", "UserMethods." + method, "{'with':{'connection':'hook',%s}}".formatted(with));
    }

    private TestApi.Fault answering(int status, String answer) {
        return TestApi.status(status, answer);
    }

    @Test
    void aPayloadArrivesUnchangedWithItsMetadataAndLeavesAReceipt() {
        String payload = " {\"b\" : 1,\n\"a\":\"${run.id}\" }\u00e9 ";
        api.fault(1, answering(200, "{\"accepted\":\"job-7\"}"));

        var heard = segment()
                .run(RUN)
                .connections("{'hook':{'type':'http','baseUrl':'%s/base/','credentials':'vault:kv/data/hook#api'}}"
                        .formatted(api.base()))
                .params(JsonNodeFactory.instance
                        .objectNode()
                        .put("payload", payload)
                        .toString())
                .step(
                        "send",
                        "UserMethods.webhook",
                        "{'with':{'connection':'hook','path':'runs','payload':'${params.payload}','metadata':{'profile':'nightly','shard':3}}}")
                .on(engine);

        TestApi.Heard request = api.heard.get(0);
        assertThat(request).hasToString("POST /base/runs");
        assertThat(request.body()).isEqualTo(payload);
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(request.headers().getFirst("Orbit-Namespace")).isEqualTo("sales");
        assertThat(request.headers().getFirst("Orbit-Pipeline")).isEqualTo("sales.nightly");
        assertThat(request.headers().getFirst("Orbit-Run")).isEqualTo(RUN);
        assertThat(request.headers().getFirst("Orbit-Meta-profile")).isEqualTo("nightly");
        assertThat(request.headers().getFirst("Orbit-Meta-shard")).isEqualTo("3");
        assertThat(request.key()).isEqualTo(RUN + "/send");
        JsonNode receipt = heard.result("send");
        assertThat(receipt.path("delivered").asBoolean()).isTrue();
        assertThat(receipt.path("key").asText()).isEqualTo(RUN + "/send");
        assertThat(receipt.path("sha256").asText()).isEqualTo(Hashes.sha256(payload));
        assertThat(receipt.path("answer").path("accepted").asText()).isEqualTo("job-7");
        assertThat(receipt.path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void aFileIsDeliveredByteForByte() throws IOException {
        Files.writeString(data.resolve("payload.json"), "{ not json at all\r\n");
        api.fault(1, answering(200, ""));

        var heard = step("webhook", "'payloadFile':'payload.json','contentType':'application/x-thing'")
                .on(engine);

        assertThat(api.heard.get(0)).hasToString("POST /base/");
        assertThat(api.heard.get(0).body()).isEqualTo("{ not json at all\r\n");
        assertThat(api.heard.get(0).headers().getFirst("Content-Type")).isEqualTo("application/x-thing");
        assertThat(heard.result("send").path("bytes").asInt()).isEqualTo(19);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 400, 401, 404, 500})
    void anythingButTwoHundredIsNoDeliveryAndIsTriedAgainByTheSteps(int status) {
        api.fault(1, answering(status, status == 204 ? "" : "said " + SECRET)).fault(2, answering(200, ""));

        var first = step("webhook", "'payload':{'n':1}").failingOn(engine);
        var second = step("webhook", "'payload':{'n':1}").attempt(2, 2).on(engine);

        assertThat(first.failure.code()).isEqualTo(ErrorCode.HTTP_FAILED);
        assertThat(first.failure.code().kind().retryable()).isTrue();
        assertThat(first.failure).hasMessageContaining("answered " + status + ", and only 200 is a delivery");
        assertThat(first.failure.getMessage()).doesNotContain(SECRET);
        assertThat(second.result("send").path("attempt").asInt()).isEqualTo(2);
        assertThat(api.heard).extracting(TestApi.Heard::key).containsExactly(RUN + "/send", RUN + "/send");
    }

    @Test
    void aWebhookNeedsOnePayload() {
        assertThat(step("webhook", "'path':''").failingOn(engine).failure.code())
                .isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(step("webhook", "'payloadFile':'nowhere'")
                        .failingOn(engine)
                        .failure
                        .code())
                .isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(step("webhook", "'payload':1,'metadata':{'a\\nb':'c'}")
                        .failingOn(engine)
                        .failure
                        .code())
                .isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(api.heard).isEmpty();
    }

    @Test
    void aDocumentTravelsInAFormAndItsAnswerComesBackWithWhereItIsStored() throws IOException {
        Files.writeString(data.resolve("bill.txt"), "Total: 12.50\r\n--not a boundary");
        api.fault(1, answering(201, "{\"id\":77,\"total\":12.5}"));

        var heard = step(
                        "documentCall",
                        "'path':'/documents','file':'bill.txt','fields':{'kind':'bill','tags':['a','b']},"
                                + "'stored':{'bucket':'inbox','key':'u/bill.txt','url':'http://s3/inbox/u/bill.txt'}")
                .on(engine);

        TestApi.Heard request = api.heard.get(0);
        String type = request.headers().getFirst("Content-Type");
        String boundary = type.substring(type.indexOf('=') + 1);
        assertThat(type).startsWith("multipart/form-data; boundary=");
        assertThat(request.body())
                .isEqualTo(String.join(
                        "\r\n",
                        "--" + boundary,
                        "Content-Disposition: form-data; name=\"kind\"",
                        "",
                        "bill",
                        "--" + boundary,
                        "Content-Disposition: form-data; name=\"tags\"",
                        "",
                        "[\"a\",\"b\"]",
                        "--" + boundary,
                        "Content-Disposition: form-data; name=\"file\"; filename=\"bill.txt\"",
                        "Content-Type: text/plain",
                        "",
                        "Total: 12.50",
                        "--not a boundary",
                        "--" + boundary + "--",
                        ""));
        assertThat(request.key()).isEqualTo(RUN + "/send");
        assertThat(heard.result("send"))
                .hasToString("{\"documentId\":\"77\",\"status\":201,\"response\":{\"id\":77,\"total\":12.5},"
                        + "\"s3Bucket\":\"inbox\",\"s3Key\":\"u/bill.txt\",\"s3Url\":\"http://s3/inbox/u/bill.txt\"}");
    }

    @Test
    void aDocumentMayTravelWithinJsonOrAsALink() throws IOException {
        Files.write(data.resolve("bill.bin"), new byte[] {0, 1, 2, (byte) 0xff});
        api.faultFrom(1, answering(200, "{\"result\":{\"ref\":\"r1\"}}"));

        step("documentCall", "'path':'d','file':'bill.bin','as':'base64','field':'content'")
                .on(engine);
        var link = step(
                        "documentCall",
                        "'path':'d','as':'link','field':'url','stored':{'url':'http://s3/x'},'idPath':'result.ref'")
                .on(engine);

        assertThat(api.heard.get(0).body()).isEqualTo("{\"fileName\":\"bill.bin\",\"content\":\"AAEC/w==\"}");
        assertThat(api.heard.get(1).body()).isEqualTo("{\"url\":\"http://s3/x\"}");
        assertThat(link.result("send").path("documentId").asText()).isEqualTo("r1");
        assertThat(step("documentCall", "'path':'d','as':'link'")
                        .failingOn(engine)
                        .failure
                        .code())
                .isEqualTo(ErrorCode.PARAMETER_INVALID);
    }

    @Test
    void aDocumentThatIsRefusedIsNotSentAgainAndOneThatIsPutOffIs() throws IOException {
        Files.writeString(data.resolve("bill.txt"), "x");
        api.fault(1, answering(422, "{\"error\":\"unreadable\"}"))
                .fault(2, api.closedFor(1))
                .fault(3, answering(200, "fine"));

        var refused = step("documentCall", "'path':'d','file':'bill.txt'").failingOn(engine);
        var later = step("documentCall", "'path':'d','file':'bill.txt'")
                .attempt(2, 2)
                .on(engine);

        assertThat(refused.failure.code()).isEqualTo(ErrorCode.HTTP_REFUSED);
        assertThat(refused.failure).hasMessageContaining("unreadable");
        assertThat(later.result("send").path("response").asText()).isEqualTo("fine");
        assertThat(later.result("send").path("documentId").isNull()).isTrue();
        assertThat(api.early).hasValue(0);
    }
}
