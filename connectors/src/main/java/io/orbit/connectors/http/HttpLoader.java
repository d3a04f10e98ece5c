package io.orbit.connectors.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.WriteOnce;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Sends rows to a service in batches, each at least once: the rows are written down first, so that a batch is the same in
 * every attempt, and what the service has taken is written down after each batch. A batch whose answer was lost is sent
 * again with the same key, by which the service can tell.
 */
public final class HttpLoader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long MOST_ANSWERED = Redaction.READ;

    private final StepScope scope;
    private final HttpLoad with;
    private final HttpService service;
    private final Sender sender;
    private final URI uri;

    private HttpLoader(StepScope scope, HttpLoad with) {
        this.scope = scope;
        this.with = with;
        this.service = HttpService.of(scope, with.connection());
        this.uri = service.uri(with.path(), with.query());
        Policy policy = Policy.eager(with.retryOn(), with.maxRetries(), with.maxRetryAfterSec(), with.timeoutSec());
        this.sender = new Sender(scope, service, policy, with.rateLimit());
    }

    /**
     * @throws OrbitException HTTP_FAILED, HTTP_REFUSED, ACCESS_DENIED, SOURCE_NOT_FOUND, SINK_FENCED, PARAMETER_INVALID;
     *     INPUT_MISSING when the rows that were written down are gone
     * @throws InterruptedException when the attempt is cancelled
     */
    public static LoadReceipt load(StepScope scope, HttpLoad with, Dataset<Row> rows)
            throws IOException, InterruptedException {
        if (with.wrapIn() != null && with.format() != HttpLoad.Format.ARRAY) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "'wrapIn' is for format 'array' only.");
        }
        Path done = scope.folder().resolve("done.json");
        if (Files.exists(done)) {
            return receipt(done, true);
        }
        HttpLoader loader = new HttpLoader(scope, with);
        Outbox outbox = Outbox.of(scope, rows, with.skipNulls());
        ObjectNode result = loader.send(outbox);
        WriteOnce.put(done, JSON.writeValueAsBytes(result));
        return receipt(done, false);
    }

    private ObjectNode send(Outbox outbox) throws IOException, InterruptedException {
        int mostRows = with.format() == HttpLoad.Format.SINGLE ? 1 : with.batchSize();
        int count = 0;
        try (Acknowledged acknowledged = Acknowledged.open(scope);
                Batches batches = new Batches(outbox, mostRows, with.maxBatchBytes())) {
            if (acknowledged.upTo() > 0) {
                scope.info("goes on after batch %d, which an earlier attempt has sent".formatted(acknowledged.upTo()));
            }
            for (Batches.Batch batch = batches.next(); batch != null; batch = batches.next()) {
                count = batch.number();
                if (count > acknowledged.upTo()) {
                    acknowledged.checkFence();
                    send(batch);
                    acknowledged.add(count);
                }
            }
        }
        return JSON.createObjectNode()
                .put("connection", with.connection())
                .put("path", with.path())
                .put("rows", outbox.rows())
                .put("batches", count)
                .put("bytes", outbox.bytes());
    }

    private void send(Batches.Batch batch) throws InterruptedException {
        String key = scope.key() + "/" + batch.number();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put(
                "Content-Type", with.format() == HttpLoad.Format.LINES ? "application/x-ndjson" : "application/json");
        headers.putAll(with.headers());
        headers.put(with.idempotencyHeader(), key);
        HttpRequest request = service.request(uri, headers, Duration.ofSeconds(with.timeoutSec()))
                .method(with.method().name(), BodyPublishers.ofString(body(batch)))
                .build();
        sender.send(request, null, MOST_ANSWERED, answer -> {
            if (!answer.good()) {
                throw refused(batch, answer);
            }
            return answer.status();
        });
    }

    private OrbitException refused(Batches.Batch batch, Answer answer) {
        String what = "%s %s, batch %d (rows %d to %d),"
                .formatted(with.method(), service.shown(uri), batch.number(), batch.first(), batch.last());
        return service.unusable(what, answer);
    }

    private String body(Batches.Batch batch) {
        return switch (with.format()) {
            case SINGLE -> batch.rows().get(0);
            case LINES -> String.join("\n", batch.rows()) + "\n";
            case ARRAY -> {
                String array = "[" + String.join(",", batch.rows()) + "]";
                yield with.wrapIn() == null
                        ? array
                        : "{" + JSON.getNodeFactory().textNode(with.wrapIn()) + ":" + array + "}";
            }
        };
    }

    private static LoadReceipt receipt(Path done, boolean replayed) throws IOException {
        var result = JSON.readTree(done.toFile());
        return new LoadReceipt(
                result.path("rows").asLong(), result.path("bytes").asLong(), replayed, result);
    }
}
