package io.orbit.connectors.light;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.connectors.credentials.OtherConfig;
import io.orbit.connectors.method.Connection;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One HTTP call per step. */
public final class HttpCalls {
    private static final int MOST_BYTES = 10 * 1024 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private HttpCalls() {}

    /**
     * @return {@code {"status", "body"}}; the body parsed when it is JSON, else its text
     * @throws OrbitException HTTP_FAILED for statuses 408, 429, 5xx and a broken or slow connection; HTTP_REFUSED for
     *     other unexpected statuses; RESULT_TOO_LARGE; PARAMETER_INVALID for a bad URL or header
     */
    public static JsonNode call(StepScope scope, Calls.Http with) throws InterruptedException {
        Connection connection = with.connection() == null ? null : scope.connection(with.connection());
        URI url = url(with.url(), connection);
        HttpRequest request = request(scope, with, connection, url);
        try {
            HttpResponse<InputStream> response = Client.SHARED.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(MOST_BYTES + 1);
                check(with, response.statusCode(), bytes.length, url);
                ObjectNode result = JSON.createObjectNode().put("status", response.statusCode());
                result.set("body", parsed(bytes));
                return result;
            }
        } catch (IOException e) {
            throw new OrbitException(
                    ErrorCode.HTTP_FAILED,
                    "%s %s got no answer (%s)."
                            .formatted(with.method(), shown(url), e.getClass().getSimpleName()),
                    e);
        }
    }

    private static HttpRequest request(StepScope scope, Calls.Http with, @Nullable Connection connection, URI url) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .timeout(Duration.ofSeconds(with.timeoutSec()))
                    .header("Idempotency-Key", scope.key());
            JsonNode body = with.body();
            boolean json = body != null && !body.isTextual();
            if (json && with.headers().keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
                request.header("Content-Type", "application/json");
            }
            if (connection != null) {
                sign(request, connection);
            }
            with.headers().forEach(request::setHeader);
            request.method(
                    with.method().name(),
                    body == null
                            ? HttpRequest.BodyPublishers.noBody()
                            : HttpRequest.BodyPublishers.ofString(json ? body.toString() : body.textValue()));
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "%s is not a URL to call, or a header is not allowed.".formatted(shown(url)));
        }
    }

    private static void sign(HttpRequest.Builder request, Connection connection) {
        OtherConfig.of(connection).authorization().ifPresent(header -> request.header("Authorization", header));
    }

    private static void check(Calls.Http with, int status, int length, URI url) {
        boolean expected = with.expectStatus().isEmpty()
                ? status >= 200 && status < 300
                : with.expectStatus().contains(status);
        if (!expected) {
            boolean mayPass = status >= 500 || status == 429 || status == 408;
            throw new OrbitException(
                    mayPass ? ErrorCode.HTTP_FAILED : ErrorCode.HTTP_REFUSED,
                    "%s %s answered %d.".formatted(with.method(), shown(url), status));
        }
        if (length > MOST_BYTES) {
            throw new OrbitException(
                    ErrorCode.RESULT_TOO_LARGE,
                    "%s %s answered more than %,d bytes.".formatted(with.method(), shown(url), MOST_BYTES));
        }
    }

    private static JsonNode parsed(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            JsonNode json = JSON.readTree(text);
            return json.isMissingNode() ? TextNode.valueOf("") : json;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }

    private static URI url(String text, @Nullable Connection connection) {
        try {
            String base = connection == null
                    ? ""
                    : connection.settings().path("baseUrl").asText();
            return base.isEmpty() ? URI.create(text) : URI.create(base).resolve(text);
        } catch (IllegalArgumentException e) {
            // Not echoed: a URL that was put together wrongly may hold a token.
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "'url' is not a URL.");
        }
    }

    /** Without the parts that may hold a secret. */
    private static String shown(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port + url.getPath();
    }

    /** Made on first use: a runner that calls nobody needs no client threads. */
    private static final class Client {
        static final HttpClient SHARED = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }
}
