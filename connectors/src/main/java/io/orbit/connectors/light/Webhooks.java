package io.orbit.connectors.light;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.http.HttpService;
import io.orbit.connectors.http.Policy;
import io.orbit.connectors.http.Sender;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hands an opaque payload to another system and brings back the receipt. */
public final class Webhooks {
    private static final int DELIVERED = 200;
    private static final int MOST_ANSWERED = 64 * 1024;

    private Webhooks() {}

    /**
     * @return the receipt: {@code {"delivered", "status", "key", "bytes", "sha256", "attempt", "deliveredAt", "answer"}}
     * @throws OrbitException HTTP_FAILED for any answer but 200, and for none: whoever listens there says nothing of why, so
     *     the step's retries go on until its dead letter; PARAMETER_INVALID, SOURCE_NOT_FOUND for the payload's file
     * @throws InterruptedException when the attempt is cancelled
     */
    public static JsonNode deliver(StepScope scope, Deliveries.Webhook with) throws IOException, InterruptedException {
        HttpService service = HttpService.of(scope, with.connection());
        Payload payload = Payload.of(scope, with);
        URI uri = service.uri(with.path());
        HttpRequest request = service.request(uri, headers(scope, with), Duration.ofSeconds(with.timeoutSec()))
                .POST(payload.publisher())
                .build();
        Policy policy = Policy.whenAsked(List.of(429, 503), with.maxRetryAfterSec(), with.timeoutSec());
        String what = "POST " + service.shown(uri);
        return new Sender(scope, service, policy, null).send(request, null, MOST_ANSWERED, answer -> {
            if (answer.status() != DELIVERED) {
                String credential = answer.status() == 401 || answer.status() == 403
                        ? " It refused the credential %s.".formatted(service.reference())
                        : "";
                throw new OrbitException(
                        ErrorCode.HTTP_FAILED,
                        "%s answered %d, and only 200 is a delivery.%s%s"
                                .formatted(what, answer.status(), credential, service.said(answer)));
            }
            scope.info("delivered %d bytes to %s".formatted(payload.bytes(), service.shown(uri)));
            ObjectNode receipt = JsonNodeFactory.instance
                    .objectNode()
                    .put("delivered", true)
                    .put("status", answer.status())
                    .put("key", scope.key())
                    .put("bytes", payload.bytes())
                    .put("sha256", payload.sha256())
                    .put("attempt", scope.attempt())
                    .put("deliveredAt", Instant.now().toString());
            if (!answer.cut()) {
                receipt.set("answer", Answers.parsed(what, answer));
            }
            return receipt;
        });
    }

    private static Map<String, String> headers(StepScope scope, Deliveries.Webhook with) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Type", with.contentType());
        headers.put("Idempotency-Key", scope.key());
        String pipeline = scope.pipeline();
        headers.put("Orbit-Namespace", pipeline.substring(0, Math.max(0, pipeline.indexOf('.'))));
        headers.put("Orbit-Pipeline", pipeline);
        headers.put("Orbit-Run", scope.runId());
        headers.put("Orbit-Step", scope.step());
        with.metadata().forEach((name, value) -> headers.put("Orbit-Meta-" + name, value.asText()));
        return headers;
    }
}
