package io.orbit.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedRig.class)
class ProblemsTest {
    private static final String RUN = "default.none.01ARZ3NDEKTSV4RRFFQ69G5FAV";

    private final Rig rig;

    ProblemsTest(Rig rig) {
        this.rig = rig;
    }

    private static void isProblem(Http.Reply reply, int status, String code) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.type()).isEqualTo("application/problem+json");
        assertThat(reply.text("code")).isEqualTo(code);
        assertThat(reply.text("type")).isEqualTo("/problems/" + code);
        assertThat(reply.text("title")).isNotEmpty();
        assertThat(reply.text("detail")).isNotEmpty();
        assertThat(reply.json().path("status").asInt()).isEqualTo(status);
        assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(reply.header("content-security-policy")).contains("default-src 'none'");
    }

    @Test
    void malformedJsonIsRefusedWithItsLine() {
        Http.Reply body = rig.http.post("/api/v1/pipelines/default.x/runs", "{\n\"params\": oops}");
        Http.Reply definition = rig.http.post("/api/v1/pipelines", "{\n\"name\": oops}");

        isProblem(body, 400, "ORB-4008");
        assertThat(body.all("errors", "line")).containsExactly("2");
        isProblem(definition, 400, "ORB-1002");
        assertThat(definition.all("errors", "line")).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "3", "\"x\"", "null", "{} {}", "{\"params\":[]}", "{\"idempotencyKey\":5}"})
    void aBodyOfAnotherShapeIsRefused(String body) {
        isProblem(rig.http.post("/api/v1/pipelines/default.x/runs", body), 400, "ORB-4008");
    }

    @Test
    void anUnknownFieldIsRefusedWithWhatWasProbablyMeant() {
        Http.Reply reply = rig.http.post("/api/v1/pipelines/default.x/runs", "{\"parms\":{}}");

        isProblem(reply, 400, "ORB-4008");
        assertThat(reply.all("errors", "pointer")).containsExactly("/parms");
        assertThat(reply.all("errors", "hint")).containsExactly("Did you mean 'params'?");
    }

    @Test
    void anotherContentTypeIsRefused() {
        HttpRequest form = rig.http
                .request("/api/v1/pipelines/default.x/runs", "Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("a=b"))
                .build();

        isProblem(rig.http.send(form), 415, "ORB-4008");
    }

    @Test
    void aBodyOfMoreThanAMebibyteIsRefused() {
        isProblem(rig.http.post("/api/v1/pipelines", " ".repeat((1 << 20) + 1)), 413, "ORB-4008");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/runs?limit=0",
                "/api/v1/runs?limit=501",
                "/api/v1/runs?limit=-1",
                "/api/v1/runs?limit=x",
                "/api/v1/runs?limit=1&limit=2",
                "/api/v1/runs?limt=1",
                "/api/v1/runs?cursor=nonsense",
                "/api/v1/runs?status=DONE",
                "/api/v1/runs?pipeline=NoSuch",
                "/api/v1/runs?after=soon",
                "/api/v1/runs?after=99:1",
                "/api/v1/runs?wait=5&after=0:1",
                "/api/v1/runs/" + RUN + "?at=0",
                "/api/v1/runs/" + RUN + "/events?from=-1",
                "/api/v1/pipelines/no-namespace",
                "/api/v1/pipelines/a.b?version=x"
            })
    void aQueryOfAWrongFormIsRefused(String path) {
        isProblem(rig.http.get(path), 400, "ORB-4008");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "default.none",
                "default.none.01ARZ3NDEKTSV4RRFFQ69G5FA",
                "default.none.01ARZ3NDEKTSV4RRFFQ69G5FAU",
                "default.none.91ARZ3NDEKTSV4RRFFQ69G5FAV",
                "default.none.01arz3ndektsv4rrffq69g5fav",
                "..01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "%2e%2e%2f"
            })
    void whatIsNoRunIdIsRefused(String id) {
        isProblem(rig.http.get("/api/v1/runs/" + id), 400, "ORB-4008");
    }

    @ParameterizedTest
    @CsvSource({"cancel", "resume", "retry", "redrive"})
    void nothingCanBeAskedOfAnUnknownRun(String verb) {
        rig.apply("none", "a");

        isProblem(rig.http.post("/api/v1/runs/" + RUN + "/" + verb, "{}"), 404, "ORB-1102");
        isProblem(rig.http.get("/api/v1/runs/" + RUN), 404, "ORB-1102");
        isProblem(rig.http.get("/api/v1/runs/" + RUN + "/events"), 404, "ORB-1102");
        isProblem(rig.http.get("/api/v1/runs/" + RUN + "/logs"), 404, "ORB-1102");
    }

    @Test
    void anUnknownPathAndAWrongMethodAreProblemsToo() {
        HttpRequest delete = rig.http.request("/api/v1/runs/" + RUN).DELETE().build();

        isProblem(rig.http.get("/api/v1/nothing"), 404, "ORB-4008");
        Http.Reply refused = rig.http.send(delete);
        isProblem(refused, 405, "ORB-4008");
        assertThat(refused.header("allow")).contains("GET");
    }

    @Test
    void aPageOfAnotherOriginIsRefused() {
        Http.Reply foreign = rig.http.post("/api/v1/runs/" + RUN + "/cancel", "{}", "Origin", "https://evil.example");

        isProblem(foreign, 403, "ORB-4008");
    }

    @Test
    void anotherHostNameForTheLoopbackAddressIsRefused() throws IOException {
        String answer = raw("GET /api/v1/runs HTTP/1.1\r\nHost: evil.example:8080\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403");
    }

    @Test
    void bytesThatAreNoHttpEndTheConnectionAndNothingElse() throws IOException {
        String answer = raw("\u0000\u0001\u0002 nonsense\r\n\r\n");

        assertThat(answer).doesNotContain("Exception");
        assertThat(rig.http.get("/health").status()).isEqualTo(200);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", rig.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
