package io.orbit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orbit.cli.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on a free port that answers in the shapes of the contract and remembers what it was asked. */
final class FakeOrbit implements AutoCloseable {
    /** @param target path and query below {@code /api/v1} */
    record Asked(String method, String target, String idempotencyKey, String actor, String body) {
        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(body);
        }
    }

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();

    FakeOrbit() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next answer to this request, named {@code METHOD /path}; the last one given is repeated. */
    FakeOrbit on(String request, int status, String body) {
        answers.computeIfAbsent(request, r -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    FakeOrbit on(String request, String body) {
        return on(request, 200, body);
    }

    FakeOrbit refuses(String request, int status, String code, String detail) {
        return on(request, status, """
                {"type":"/problems/x","title":"Refused","status":%d,"code":"%s","detail":"%s","errors":[]}""".formatted(status, code, detail));
    }

    List<Asked> asked() {
        return asked;
    }

    /** The only request of this method. */
    Asked only(String method) {
        List<Asked> matching =
                asked.stream().filter(a -> a.method().equals(method)).toList();
        if (matching.size() != 1) {
            throw new AssertionError(matching.size() + " requests are " + method + ": " + asked);
        }
        return matching.get(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String actor = exchange.getRequestHeaders().getFirst("Orbit-Actor");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Asked(
                exchange.getRequestMethod(), target, key == null ? "" : key, actor == null ? "" : actor, body));
        Answer answer = next(exchange.getRequestMethod() + " " + target.replaceFirst("\\?.*", ""));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Answer next(String request) {
        Deque<Answer> waiting = answers.get(request);
        if (waiting == null) {
            return new Answer(
                    404, "{\"title\":\"Not found\",\"detail\":\"no answer to " + request + "\",\"code\":\"ORB-1102\"}");
        }
        return waiting.size() > 1 ? waiting.remove() : waiting.element();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
