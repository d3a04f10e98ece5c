package io.orbit.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server; every refusal is a {@link Failure}. Safe for several threads.
 *
 * <p>On {@link HttpURLConnection}, because its start takes a fifth of the time of {@code java.net.http.HttpClient},
 * which sets up TLS, selector and threads even for one plain request, and a command mostly is one request.
 */
public final class Client {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerAddress server;
    private final String actor;
    private final Clock clock;
    private final Consumer<String> trace;
    private volatile Duration ahead = Duration.ZERO;

    /**
     * @param actor who asks for changes, for the record; empty when nobody is known
     * @param trace hears one line per request
     */
    public Client(ServerAddress server, String actor, Clock clock, Consumer<String> trace) {
        this.server = server;
        this.actor = actor;
        this.clock = clock;
        this.trace = trace;
    }

    public ServerAddress server() {
        return server;
    }

    /** By how much the server's clock is ahead of ours, as of its last answer; only differences over 2 s count. */
    public Duration ahead() {
        return ahead;
    }

    public JsonNode get(Call call) {
        return send(call, null, "");
    }

    /** Sends the body under the key, which makes it harmless when the connection breaks and it is sent once more. */
    public JsonNode post(Call call, JsonNode body, String idempotencyKey) {
        return send(call, body, idempotencyKey);
    }

    private JsonNode send(Call call, @Nullable JsonNode body, String key) {
        try {
            return exchange(call, body, key);
        } catch (ConnectException | UnknownHostException | SocketTimeoutException e) {
            throw unreachable(call, e);
        } catch (IOException e) {
            trace.accept("connection lost (" + e + "), asking again");
            return sendAgain(call, body, key);
        }
    }

    private JsonNode sendAgain(Call call, @Nullable JsonNode body, String key) {
        try {
            return exchange(call, body, key);
        } catch (IOException e) {
            throw unreachable(call, e);
        }
    }

    private JsonNode exchange(Call call, @Nullable JsonNode body, String key) throws IOException {
        long start = System.nanoTime();
        URI uri = URI.create(server.uri() + "/api/v1" + call.target());
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) call.patience().plus(PATIENCE).toMillis());
        connection.setRequestProperty("Accept", "application/json, application/problem+json");
        if (body != null) {
            byte[] bytes = Json.line(body).getBytes(StandardCharsets.UTF_8);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setRequestProperty("Idempotency-Key", key);
            if (!actor.isEmpty()) {
                connection.setRequestProperty("Orbit-Actor", actor);
            }
            connection.setDoOutput(true);
            connection.getOutputStream().write(bytes);
        }
        int status = connection.getResponseCode();
        byte[] answer = read(connection);
        trace.accept("%s %s -> %d in %d ms"
                .formatted(
                        connection.getRequestMethod(),
                        uri,
                        status,
                        Duration.ofNanos(System.nanoTime() - start).toMillis()));
        compareClocks(connection.getHeaderFieldDate("Date", 0));
        JsonNode document = parsed(answer);
        if (status / 100 != 2 || document.isMissingNode()) {
            throw Problems.of(status, call, document, server);
        }
        return document;
    }

    private static byte[] read(HttpURLConnection connection) throws IOException {
        InputStream errors = connection.getErrorStream();
        // An error without a body has no stream at all.
        if (errors == null && connection.getResponseCode() >= 400) {
            return new byte[0];
        }
        try (InputStream stream = errors == null ? connection.getInputStream() : errors) {
            return stream.readAllBytes();
        }
    }

    private static JsonNode parsed(byte[] answer) throws IOException {
        try {
            return Json.MAPPER.readTree(answer);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private Failure unreachable(Call call, IOException cause) {
        String why = "the connection broke: " + cause.getMessage();
        if (cause instanceof ConnectException) {
            why = "nobody listens there";
        } else if (cause instanceof UnknownHostException) {
            why = "the host is unknown";
        } else if (cause instanceof SocketTimeoutException) {
            why = "no answer within " + call.patience().plus(PATIENCE).toSeconds() + " s";
        }
        String source = server.source().isEmpty() ? "" : ", the address from " + server.source();
        String reason = "No Orbit server answers at %s (%s%s).".formatted(server, why, source);
        return new Failure(
                        Exit.UNREACHABLE,
                        ErrorCode.SERVER_UNREACHABLE,
                        reason + " Start one with 'orbit dev', or name another with --server URL.")
                .because(reason);
    }

    /** @param date epoch ms in whole seconds; 0 when the server gave none */
    private void compareClocks(long date) {
        Duration difference = Duration.between(clock.instant(), Instant.ofEpochMilli(date));
        // Below two seconds, the difference is the rounding of the header.
        ahead = date == 0 || difference.abs().toSeconds() < 2 ? Duration.ZERO : difference;
    }
}
