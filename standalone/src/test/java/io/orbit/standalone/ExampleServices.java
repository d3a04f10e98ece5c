package io.orbit.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the pipelines of {@code examples/http} talk to: a service with repositories, a chat, an API that takes users in
 * batches and remembers their keys, and one that reads documents. Each limits its rate, and fails at times: at the n-th
 * request to it, as laid down in {@link #at}.
 */
final class ExampleServices implements AutoCloseable {
    static final String TOKEN = "example-token-of-github";
    static final String CHAT_TOKEN = "example-token-of-chat";
    static final String API_KEY = "example-key-of-users";
    static final String READER = "reader:example-password";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REPOSITORIES = 230;
    private static final Pattern PAGE = Pattern.compile("\\bpage=(\\d+)");
    private static final Pattern SIZE = Pattern.compile("\\b(?:per_page|limit)=(\\d+)");

    /** Something that goes wrong. */
    enum Fault {
        /** 429, and come again in a second. */
        LIMIT,
        BROKEN,
        /** The answer breaks off; what was asked for is done. */
        CUT,
        /** Done, and then no answer until {@link ExampleServices#release}. */
        HELD
    }

    /** {@code METHOD path} of every request, in the order of arrival. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    final List<JsonNode> messages = new CopyOnWriteArrayList<>();

    /** Users in the order in which they were stored. */
    final List<JsonNode> users = Collections.synchronizedList(new ArrayList<>());

    /** How often a batch came whose key was known. */
    final AtomicInteger repeated = new AtomicInteger();

    final Map<String, String> documents = new ConcurrentHashMap<>();

    /** What is to go wrong with the answer that this thread is about to give. */
    private final ThreadLocal<Optional<Fault>> current = ThreadLocal.withInitial(Optional::empty);

    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Map<String, String> keys = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<CountDownLatch> held = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile boolean open;

    private ExampleServices(HttpServer server) {
        this.server = server;
    }

    static ExampleServices start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ExampleServices services = new ExampleServices(server);
            services.on("/orgs", TOKEN, services::repositories);
            services.on("/chat", CHAT_TOKEN, services::chat);
            services.on("/users", API_KEY, services::users);
            services.on("/documents", READER, services::documents);
            server.setExecutor(services.threads);
            server.start();
            return services;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param number of the request to that service, from 1 */
    ExampleServices at(String service, int number, Fault fault) {
        faults.put(service + number, fault);
        return this;
    }

    /** Nobody need say who he is. */
    ExampleServices open() {
        open = true;
        return this;
    }

    /** Whether a request is being held now. */
    boolean holds() {
        return held.stream().anyMatch(each -> each.getCount() > 0);
    }

    /** Lets every request go that is being held. */
    void release() {
        held.forEach(CountDownLatch::countDown);
    }

    /** How many requests came to the service. */
    int asked(String service) {
        return counts.getOrDefault(service, new AtomicInteger()).get();
    }

    private interface Service {
        void answer(HttpExchange exchange, String body) throws IOException;
    }

    private void on(String path, String secret, Service service) {
        server.createContext(path, exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                int number = counts.computeIfAbsent(path, unused -> new AtomicInteger())
                        .incrementAndGet();
                Fault fault = faults.get(path + number);
                if (!open && !knows(exchange, secret)) {
                    reply(exchange, 401, "{\"message\":\"Bad credentials\"}");
                } else if (fault == Fault.LIMIT) {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                    reply(exchange, 429, "{\"message\":\"rate limit\"}");
                } else if (fault == Fault.BROKEN) {
                    reply(exchange, 503, "{\"message\":\"down\"}");
                } else {
                    current.set(Optional.ofNullable(fault));
                    service.answer(exchange, body);
                }
            }
        });
    }

    private static boolean knows(HttpExchange exchange, String secret) {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String basic = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        return authorization.equals("Bearer " + secret)
                || authorization.equals("Basic " + basic)
                || secret.equals(exchange.getRequestHeaders().getFirst("X-Api-Key"));
    }

    private void repositories(HttpExchange exchange, String body) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        int page = number(PAGE, query, 1);
        int size = number(SIZE, query, 30);
        ArrayNode list = JSON.createArrayNode();
        for (int id = (page - 1) * size + 1; id <= Math.min(page * size, REPOSITORIES); id++) {
            ObjectNode repository = list.addObject()
                    .put("id", id)
                    .put("name", "repository-" + id)
                    .put("stargazers_count", id * 3)
                    .put("forks_count", id % 4)
                    .put("open_issues_count", 1)
                    .put("pushed_at", "2026-01-02T03:04:05Z");
            repository.putObject("owner").put("login", "acme");
            if (id % 2 == 0) {
                repository.putObject("license").put("spdx_id", "MIT");
            }
        }
        if (page * size < REPOSITORIES) {
            String next = base() + exchange.getRequestURI().getPath() + "?per_page=" + size + "&page=" + (page + 1);
            exchange.getResponseHeaders().set("Link", "<" + next + ">; rel=\"next\"");
        }
        reply(exchange, 200, list.toString());
    }

    private void chat(HttpExchange exchange, String body) throws IOException {
        messages.add(JSON.readTree(body));
        reply(exchange, 200, "ok");
    }

    private void users(HttpExchange exchange, String body) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            JsonNode batch = JSON.readTree(body).path("users");
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            String known = keys.putIfAbsent(key, body);
            if (known == null) {
                batch.forEach(users::add);
            } else {
                repeated.incrementAndGet();
            }
            boolean same = known == null || known.equals(body);
            reply(exchange, same ? 200 : 409, "{\"stored\":%d}".formatted(users.size()));
            return;
        }
        String query = exchange.getRequestURI().getQuery();
        int page = number(PAGE, query, 1);
        int size = number(SIZE, query, 20);
        ObjectNode answer = JSON.createObjectNode().put("total", users.size());
        ArrayNode list = answer.putArray("users");
        for (int at = (page - 1) * size; at < Math.min(page * size, users.size()); at++) {
            ObjectNode user = users.get(at).deepCopy();
            list.add(user.put("externalId", "u-" + user.path("id").asText()));
        }
        reply(exchange, 200, answer.toString());
    }

    private void documents(HttpExchange exchange, String body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("POST")) {
            Matcher total = Pattern.compile("Total EUR\\s+([0-9,.]+)").matcher(body);
            Matcher vendor = Pattern.compile("Vendor: (.*)").matcher(body);
            if (!total.find() || !vendor.find()) {
                reply(exchange, 422, "{\"error\":\"this is no invoice\"}");
                return;
            }
            // The same key is the same document.
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            String id = keys.computeIfAbsent(key, unused -> Integer.toString(4200 + keys.size()));
            String document = "{\"id\":%s,\"status\":\"processed\",\"vendor\":\"%s\",\"total\":%s}"
                    .formatted(id, vendor.group(1).strip(), total.group(1).replace(",", ""));
            documents.put(id, document);
            reply(exchange, 201, document);
            return;
        }
        String document = documents.get(path.substring(path.lastIndexOf('/') + 1));
        reply(exchange, document == null ? 404 : 200, document == null ? "{}" : document);
    }

    private static int number(Pattern pattern, String query, int otherwise) {
        Matcher found = pattern.matcher(String.valueOf(query));
        return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
    }

    private void reply(HttpExchange exchange, int status, String body) throws IOException {
        Fault fault = current.get().orElse(null);
        current.remove();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (fault == Fault.HELD) {
            CountDownLatch latch = new CountDownLatch(1);
            held.add(latch);
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (fault == Fault.CUT) {
            exchange.sendResponseHeaders(status, bytes.length + 100L);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
