package io.orbit.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;

/** Asks one server; every refusal is a {@link Failure}. Safe for several threads. */
public final class Client {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerAddress server;
    private final Consumer<String> trace;
    private final HttpClient http;
    private volatile Duration ahead = Duration.ZERO;

    /** @param trace hears one line per request */
    public Client(ServerAddress server, Consumer<String> trace) {
        this.server = server;
        this.trace = trace;
        // HTTP/1.1 at once: asking for an upgrade to HTTP/2 costs a header and gains nothing here.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    public ServerAddress server() {
        return server;
    }

    /** By how much the server's clock is ahead of ours, as of its last answer; only differences over 2 s count. */
    public Duration ahead() {
        return ahead;
    }

    public JsonNode get(Call call) {
        return send(call, request(call).GET().build());
    }

    /**
     * Sends the body under the key. A lost connection is tried once more: the key makes the second delivery harmless.
     */
    public JsonNode post(Call call, JsonNode body, String idempotencyKey) {
        HttpRequest request = request(call)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(Json.line(body), StandardCharsets.UTF_8))
                .build();
        try {
            return exchange(request);
        } catch (ConnectException | HttpTimeoutException e) {
            throw unreachable(call, e);
        } catch (IOException e) {
            trace.accept("connection lost (" + e + "), sending again under key " + idempotencyKey);
            return send(call, request);
        }
    }

    private HttpRequest.Builder request(Call call) {
        return HttpRequest.newBuilder(URI.create(server.uri() + "/api/v1" + call.target()))
                .header("Accept", "application/json, application/problem+json")
                .timeout(call.patience().plus(PATIENCE));
    }

    private JsonNode send(Call call, HttpRequest request) {
        try {
            return exchange(request);
        } catch (IOException e) {
            throw unreachable(call, e);
        }
    }

    private JsonNode exchange(HttpRequest request) throws IOException {
        long start = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            long ms = Duration.ofNanos(System.nanoTime() - start).toMillis();
            trace.accept("%s %s -> %d in %d ms".formatted(request.method(), request.uri(), response.statusCode(), ms));
            response.headers().firstValue("Date").ifPresent(this::compareClocks);
            return read(response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, ErrorCode.WAIT_TIMEOUT, "Interrupted while waiting for the server.");
        }
    }

    private Failure unreachable(Call call, IOException cause) {
        String why = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                ? "nobody listens there"
                : cause instanceof HttpTimeoutException
                        ? "no answer within " + call.patience().plus(PATIENCE).toSeconds() + " s"
                        : "the connection broke";
        String source = server.source().isEmpty() ? "" : ", the address from " + server.source();
        return new Failure(
                Exit.UNREACHABLE,
                ErrorCode.SERVER_UNREACHABLE,
                "No Orbit server answers at %s (%s%s). Start one with 'orbit dev', or name another with --server URL."
                        .formatted(server, why, source));
    }

    private JsonNode read(HttpResponse<String> response) {
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(response.body());
        } catch (JsonProcessingException e) {
            body = MissingNode.getInstance();
        }
        if (response.statusCode() / 100 != 2 || body.isMissingNode()) {
            throw Problems.of(response, body, server);
        }
        return body;
    }

    private void compareClocks(String date) {
        try {
            Instant theirs = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
            Duration difference = Duration.between(Instant.now(), theirs);
            // The header has whole seconds; below two, the difference is its rounding.
            ahead = difference.abs().toSeconds() < 2 ? Duration.ZERO : difference;
        } catch (DateTimeParseException e) {
            trace.accept(
                    "the server's Date header '" + date + "' is no date; ages are told by the clock of this machine");
        }
    }
}
