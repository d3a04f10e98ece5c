package io.orbit.connectors.light;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.http.Answer;
import io.orbit.connectors.http.Content;
import io.orbit.connectors.http.HttpService;
import io.orbit.connectors.http.Policy;
import io.orbit.connectors.http.Sender;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One HTTP call per step. */
public final class HttpCalls {
    private static final String KEY = "Idempotency-Key";

    private HttpCalls() {}

    /**
     * @return {@code {"status", "body"}}; the body parsed when it is JSON, else its text
     * @throws OrbitException HTTP_FAILED for statuses 408, 429, 5xx and a broken or slow connection; ACCESS_DENIED for 401
     *     and 403, HTTP_REFUSED for other unexpected statuses; RESULT_TOO_LARGE; PARAMETER_INVALID for a bad URL or header
     * @throws InterruptedException when the attempt is cancelled
     */
    public static JsonNode call(StepScope scope, Calls.Http with) throws InterruptedException {
        HttpService service =
                with.connection() == null ? HttpService.at(with.url()) : HttpService.of(scope, with.connection());
        URI uri = service.uri(with.connection() == null ? "" : with.url());
        Map<String, String> headers = Content.headers(with.headers(), with.body());
        headers.putIfAbsent(KEY, scope.key());
        HttpRequest request = service.request(uri, headers, Duration.ofSeconds(with.timeoutSec()))
                .method(with.method().name(), Content.of(with.body()))
                .build();
        List<Integer> waitOn = List.of(429, 503).stream()
                .filter(status -> !with.expectStatus().contains(status))
                .toList();
        Policy policy = Policy.whenAsked(waitOn, with.maxRetryAfterSec(), with.timeoutSec());
        String what = with.method() + " " + service.shown(uri);
        return new Sender(scope, service, policy, null).send(request, null, Answers.MOST_BYTES, answer -> {
            boolean expected = with.expectStatus().isEmpty()
                    ? answer.good()
                    : with.expectStatus().contains(answer.status());
            if (!expected) {
                throw unexpected(service, what, answer);
            }
            ObjectNode result = JsonNodeFactory.instance.objectNode().put("status", answer.status());
            result.set("body", Answers.parsed(what, answer));
            return result;
        });
    }

    /** What may pass by itself, and what does not. */
    static OrbitException unexpected(HttpService service, String what, Answer answer) {
        boolean mayPass = answer.status() >= 500 || answer.status() == 429 || answer.status() == 408;
        return mayPass
                ? new OrbitException(
                        ErrorCode.HTTP_FAILED,
                        "%s answered %d.%s".formatted(what, answer.status(), service.said(answer)))
                : service.refused(what, answer);
    }
}
