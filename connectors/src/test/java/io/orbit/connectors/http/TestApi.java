package io.orbit.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service with items to read, page by page in every way there is, and a store that takes batches and remembers their keys.
 * It can refuse what comes too fast, and misbehave at a request of a given number.
 */
public final class TestApi implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 10;

    /** Answers in place of the service. */
    public interface Fault {
        void answer(HttpExchange exchange, String body) throws IOException, InterruptedException;
    }

    /** A request as it came in. */
    public record Heard(String method, String uri, Headers headers, String body) {
        public String key() {
            return headers.getFirst("Idempotency-Key");
        }

        @Override
        public String toString() {
            return method + " " + uri;
        }
    }

    public final List<Heard> heard = new CopyOnWriteArrayList<>();

    /** What was stored, by key, in the order of arrival. */
    public final Map<String, JsonNode> stored = Collections.synchronizedMap(new LinkedHashMap<>());

    /** Requests whose key was known. */
    public final AtomicInteger repeated = new AtomicInteger();

    /** Requests that came too fast, or before the time that they had been told. */
    public final AtomicInteger refused = new AtomicInteger();

    public final AtomicInteger early = new AtomicInteger();

    private final Map<Integer, Fault> faults = new ConcurrentHashMap<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private int items = 25;
    private int mostPerSecond = Integer.MAX_VALUE;
    private long closedUntil = System.nanoTime();

    private TestApi(HttpServer server) {
        this.server = server;
    }

    public static TestApi start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            TestApi api = new TestApi(server);
            server.createContext("/", api::handle);
            server.setExecutor(api.threads);
            server.start();
            return api;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public TestApi items(int count) {
        items = count;
        return this;
    }

    /** More than that in any second of its own clock is answered with 429. */
    public TestApi limit(int perSecond) {
        mostPerSecond = perSecond;
        return this;
    }

    /** @param number of the request, from 1 */
    public TestApi fault(int number, Fault fault) {
        faults.put(number, fault);
        return this;
    }

    /** Every request from that number on. */
    public TestApi faultFrom(int number, Fault fault) {
        for (int at = number; at < number + 100; at++) {
            faults.put(at, fault);
        }
        return this;
    }

    public TestApi healed() {
        faults.clear();
        return this;
    }

    /** Forgets all that was heard; requests are counted anew. */
    public void forget() {
        heard.clear();
    }

    public List<String> paths() {
        return heard.stream().map(Heard::uri).toList();
    }

    /** Ids of all rows in the store, in the order of arrival. */
    public List<Integer> storedIds() {
        List<Integer> ids = new ArrayList<>();
        synchronized (stored) {
            stored.values().forEach(body -> {
                JsonNode rows = body.isObject() && body.has("records") ? body.path("records") : body;
                if (rows.isArray()) {
                    rows.forEach(row -> ids.add(row.path("id").asInt()));
                } else {
                    ids.add(rows.path("id").asInt());
                }
            });
        }
        return ids;
    }

    public static Fault status(int status, String body, String... headers) {
        return (exchange, asked) -> {
            for (int at = 0; at < headers.length; at += 2) {
                exchange.getResponseHeaders().set(headers[at], headers[at + 1]);
            }
            reply(exchange, status, body);
        };
    }

    /** 429 with Retry-After; who comes earlier is counted in {@link #early}. */
    public Fault closedFor(int seconds) {
        return (exchange, asked) -> {
            closedUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
            reply(exchange, 429, "{}");
        };
    }

    /** Half of a body, and then the connection is gone. */
    public static Fault cut(String beginning) {
        return (exchange, asked) -> {
            byte[] bytes = beginning.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length + 1000L);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    public static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Fault fault;
            boolean tooFast;
            synchronized (this) {
                heard.add(new Heard(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        exchange.getRequestHeaders(),
                        body));
                fault = faults.get(heard.size());
                tooFast = tooFast();
            }
            if (tooFast) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                reply(exchange, 429, "{\"error\":\"slow down\"}");
            } else if (fault != null) {
                fault.answer(exchange, body);
            } else {
                serve(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tooFast() {
        long now = System.nanoTime();
        if (closedUntil - now > 0) {
            early.incrementAndGet();
        }
        arrivals.removeIf(each -> now - each > TimeUnit.SECONDS.toNanos(1));
        if (arrivals.size() >= mostPerSecond) {
            refused.incrementAndGet();
            return true;
        }
        arrivals.add(now);
        return false;
    }

    /** What it does when nothing is wrong. */
    public void serve(HttpExchange exchange, String body) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            store(exchange, body);
            return;
        }
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String path = exchange.getRequestURI().getPath();
        int size = Integer.parseInt(query.getOrDefault("limit", Integer.toString(PAGE)));
        int from = switch (path) {
            case "/offset", "/total" -> Integer.parseInt(query.getOrDefault("offset", "0"));
            case "/page" -> (Integer.parseInt(query.getOrDefault("page", "1")) - 1) * size;
            case "/cursor" ->
                Integer.parseInt(query.getOrDefault("cursor", "after-0").substring(6));
            case "/link", "/next" -> Integer.parseInt(query.getOrDefault("from", "0"));
            default -> 0;
        };
        int to = path.equals("/all") ? items : Math.min(items, from + size);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode list = answer.putObject("data").putArray("items");
        for (int id = from + 1; id <= to; id++) {
            list.addObject()
                    .put("id", id)
                    .put("name", "item " + id)
                    .putObject("owner")
                    .put("login", "o" + id % 3);
        }
        ObjectNode meta = answer.putObject("meta").put("total", items);
        if (to < items) {
            meta.put("next", path.equals("/next") ? base() + "/next?from=" + to : "after-" + to);
            if (path.equals("/link")) {
                exchange.getResponseHeaders()
                        .add("Link", "</link?from=0>; rel=\"prev\", </link?from=%d>; rel=\"next\"".formatted(to));
            }
        } else {
            meta.putNull("next");
        }
        reply(exchange, 200, answer.toString());
    }

    private void store(HttpExchange exchange, String body) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        JsonNode rows = body.contains("}\n{")
                ? JSON.readTree("[" + body.strip().replace("}\n{", "},{") + "]")
                : JSON.readTree(body);
        if (stored.putIfAbsent(key, rows) != null) {
            repeated.incrementAndGet();
        }
        reply(exchange, 201, "{\"stored\":" + stored.size() + "}");
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
