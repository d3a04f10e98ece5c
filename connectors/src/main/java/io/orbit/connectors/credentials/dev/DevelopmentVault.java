package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks as Vault does, for development and tests: KV stores of version 2, tokens that expire, AppRole and
 * Kubernetes logins, policies. Listens on the loopback address only and keeps everything in memory. It is no Vault: it
 * encrypts nothing.
 */
public final class DevelopmentVault implements AutoCloseable {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int REMEMBERED = 1000;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Api api;
    private final Token root;
    private final Object turn = new Object();
    private final Deque<String> served = new ArrayDeque<>();
    private Trouble trouble = Trouble.NONE;
    private boolean closed;
    private Runnable beforeReads = () -> {};

    private DevelopmentVault(Clock clock, @Nullable SSLContext tls) {
        api = new Api(clock);
        root = api.tokens.make("auth/token/root", List.of(Policies.ROOT), Duration.ZERO, Duration.ZERO, false);
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            if (tls == null) {
                server = HttpServer.create(loopback, 0);
            } else {
                HttpsServer secured = HttpsServer.create(loopback, 0);
                secured.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = secured;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The development Vault found no port to listen on.", e);
        }
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "orbit-development-vault");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** On a free port, by the system's clock, without TLS. */
    public static DevelopmentVault start() {
        return start(Clock.systemUTC(), null);
    }

    /** @param tls null for none */
    public static DevelopmentVault start(Clock clock, @Nullable SSLContext tls) {
        return new DevelopmentVault(clock, tls);
    }

    /** {@code http://127.0.0.1:port}, or {@code https} with TLS. */
    public URI address() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(
                "%s://127.0.0.1:%d".formatted(scheme, server.getAddress().getPort()));
    }

    /** May do everything. */
    public String rootToken() {
        return root.id;
    }

    /**
     * Writes a secret without a request, and makes the store for it where there is none.
     *
     * @param path {@code mount/data/path}
     * @param data an object
     * @return the number of the new version
     */
    public int put(String path, JsonNode data) {
        synchronized (turn) {
            api.secrets.mount(path.substring(0, path.indexOf("/data/")));
            return api.secrets.put(path, data);
        }
    }

    /** Deletes the newest version of a secret. */
    public void delete(String path) {
        synchronized (turn) {
            api.secrets.delete(path);
        }
    }

    /** Done before each request for a secret is answered. */
    public void beforeReads(Runnable work) {
        synchronized (turn) {
            beforeReads = work;
        }
    }

    /** From now on. */
    public void trouble(Trouble next) {
        synchronized (turn) {
            trouble = next;
            turn.notifyAll();
        }
    }

    /** What was asked and answered, e.g. {@code GET kv/data/pg 200}; the last thousand. */
    public List<String> served() {
        synchronized (turn) {
            return List.copyOf(served);
        }
    }

    /** Does what a request with the root token does. For set-up. */
    Reply ask(String method, String path, JsonNode body) {
        synchronized (turn) {
            return api.handle(new Call(method, path, Map.of(), root.id, body), Trouble.NONE);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (reply.body() == null) {
                exchange.sendResponseHeaders(reply.status(), -1);
                return;
            }
            byte[] bytes = Reply.JSON.writeValueAsBytes(reply.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        String path = exchange.getRequestURI().getPath();
        if (!path.startsWith("/v1/") || bytes.length > MOST_BYTES) {
            return path.startsWith("/v1/") ? Reply.error(413, "request body too large") : Reply.notFound();
        }
        JsonNode body;
        try {
            body = bytes.length == 0 ? Reply.JSON.createObjectNode() : Reply.JSON.readTree(bytes);
        } catch (IOException e) {
            // The parser's words may quote what was sent.
            return Reply.error(400, "failed to parse JSON input");
        }
        Call call = new Call(
                exchange.getRequestMethod(),
                namespace(exchange, path.substring("/v1/".length())),
                query(exchange.getRequestURI()),
                token(exchange),
                body);
        synchronized (turn) {
            while (trouble == Trouble.SILENT && !closed) {
                turn.wait();
            }
            if (call.method().equals("GET") && call.path().contains("/data/")) {
                beforeReads.run();
            }
            Reply reply = api.handle(call, trouble);
            served.add(call + " " + reply);
            if (served.size() > REMEMBERED) {
                served.remove();
            }
            return reply;
        }
    }

    /** A namespace goes in front of the path, as Vault takes it too; tokens and the system know none here. */
    private static String namespace(HttpExchange exchange, String path) {
        String namespace = header(exchange, "X-Vault-Namespace").replaceAll("^/+|/+$", "");
        boolean global = path.startsWith("auth/token/") || path.startsWith("sys/");
        return namespace.isEmpty() || global ? path : namespace + "/" + path;
    }

    private static String token(HttpExchange exchange) {
        String token = header(exchange, "X-Vault-Token");
        return token.isEmpty() ? header(exchange, "Authorization").replaceFirst("^Bearer ", "") : token;
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        String raw = uri.getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    @Override
    public void close() {
        synchronized (turn) {
            closed = true;
            turn.notifyAll();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    @Override
    public String toString() {
        return "development Vault at " + address();
    }
}
