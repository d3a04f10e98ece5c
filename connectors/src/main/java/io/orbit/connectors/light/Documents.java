package io.orbit.connectors.light;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.http.HttpService;
import io.orbit.connectors.http.Policy;
import io.orbit.connectors.http.Sender;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.Hashes;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.net.URLConnection;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gives a document to a service that reads it, and brings back what it read. */
public final class Documents {
    private static final long MOST_IN_JSON = 20L * 1024 * 1024;

    private Documents() {}

    /**
     * @return {@code {"documentId", "status", "response", "s3Bucket", "s3Key", "s3Url"}}; the last three null when the
     *     document is not known to be stored
     * @throws OrbitException HTTP_FAILED, HTTP_REFUSED, ACCESS_DENIED, RESULT_TOO_LARGE, SOURCE_NOT_FOUND, INPUT_TOO_LARGE,
     *     PARAMETER_INVALID
     * @throws InterruptedException when the attempt is cancelled
     */
    public static JsonNode call(StepScope scope, Deliveries.Document with) throws IOException, InterruptedException {
        HttpService service = HttpService.of(scope, with.connection());
        URI uri = service.uri(with.path());
        String boundary = "orbit-" + Hashes.sha256(scope.key());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Accept", "application/json");
        headers.put("Idempotency-Key", scope.key());
        headers.putAll(with.headers());
        boolean form = with.as() == Deliveries.Form.MULTIPART;
        headers.put("Content-Type", form ? "multipart/form-data; boundary=" + boundary : "application/json");
        HttpRequest request = service.request(uri, headers, Duration.ofSeconds(with.timeoutSec()))
                .POST(form ? form(scope, with, boundary) : json(scope, with))
                .build();
        Policy policy = Policy.whenAsked(List.of(429, 503), with.maxRetryAfterSec(), with.timeoutSec());
        String what = "POST " + service.shown(uri);
        return new Sender(scope, service, policy, null).send(request, null, Answers.MOST_BYTES, answer -> {
            if (!answer.good()) {
                throw HttpCalls.unexpected(service, what, answer);
            }
            return result(with, answer.status(), Answers.parsed(what, answer));
        });
    }

    private static ObjectNode result(Deliveries.Document with, int status, JsonNode response) {
        String path = with.idPath();
        JsonNode id = response.at(path.startsWith("/") ? path : "/" + path.replace('.', '/'));
        JsonNode stored = with.stored() == null ? JsonNodeFactory.instance.objectNode() : with.stored();
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("documentId", id.isValueNode() && !id.isNull() ? id.asText() : null);
        result.put("status", status).set("response", response);
        result.set("s3Bucket", stored.get("bucket"));
        result.set("s3Key", stored.get("key"));
        result.set("s3Url", stored.get("url"));
        return result;
    }

    private static BodyPublisher form(StepScope scope, Deliveries.Document with, String boundary) {
        Path file = Payload.file(scope, given(with.file(), "'file'"));
        StringBuilder head = new StringBuilder();
        with.fields()
                .forEach((name, value) -> head.append("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n"
                                .formatted(boundary, quoted(name)))
                        .append(value.isValueNode() ? value.asText() : value.toString())
                        .append("\r\n"));
        String name = file.getFileName().toString();
        head.append("--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
                .formatted(boundary, quoted(with.field()), quoted(name), contentType(name)));
        return BodyPublishers.concat(
                BodyPublishers.ofString(head.toString()),
                Payload.ofFile(file),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    }

    private static BodyPublisher json(StepScope scope, Deliveries.Document with) throws IOException {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.setAll(with.fields());
        if (with.as() == Deliveries.Form.LINK) {
            String url =
                    with.stored() == null ? null : with.stored().path("url").asText(null);
            document.put(with.field(), given(url, "'stored' with a 'url'"));
        } else {
            Path file = Payload.file(scope, given(with.file(), "'file'"));
            if (Files.size(file) > MOST_IN_JSON) {
                throw new OrbitException(
                        ErrorCode.INPUT_TOO_LARGE,
                        "%s has more than %,d bytes; send it as 'multipart' or 'link'.".formatted(file, MOST_IN_JSON));
            }
            document.put("fileName", file.getFileName().toString());
            document.put(with.field(), Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        }
        return BodyPublishers.ofString(document.toString());
    }

    /** What a file of that name is. */
    static String contentType(String name) {
        String guessed = URLConnection.guessContentTypeFromName(name);
        return guessed == null ? "application/octet-stream" : guessed;
    }

    private static String given(@org.jspecify.annotations.Nullable String value, String what) {
        if (value == null) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "this way of sending needs %s.".formatted(what));
        }
        return value;
    }

    private static String quoted(String text) {
        return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }
}
