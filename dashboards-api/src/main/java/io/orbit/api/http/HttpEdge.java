package io.orbit.api.http;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orbit.api.Gate;
import io.orbit.api.Readiness;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.json.StrictJson;
import io.orbit.schemas.pipeline.MethodCatalog;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The HTTP server, with nothing scanned and nothing read from files or environment. */
public final class HttpEdge implements AutoCloseable {
    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final Answers answers;

    private HttpEdge(ApplicationContext context, EmbeddedServer server, Answers answers) {
        this.context = context;
        this.server = server;
        this.answers = answers;
    }

    /**
     * @param port 0 for any free one
     * @throws OrbitException PORT_IN_USE
     */
    public static HttpEdge listen(String host, int port, Gate gate, Readiness readiness, MethodCatalog catalog) {
        Answers answers = new Answers();
        Asking asking = new Asking(gate, answers);
        ApplicationContext context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .deduceCloudEnvironment(false)
                .enableDefaultPropertySources(false)
                .environmentPropertySource(false)
                .bootstrapEnvironment(false)
                .properties(properties(host, port))
                .singletons(
                        answers, asking, new Requesting(asking), readiness, catalog, new SecurityFilter.Binding(host))
                .build();
        try {
            context.start();
            EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
            return new HttpEdge(context, server, answers);
        } catch (ServerStartupException e) {
            context.close();
            answers.close();
            throw refused(host, port, e);
        }
    }

    private static Map<String, Object> properties(String host, int port) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.server.host", host);
        properties.put("micronaut.server.port", port == 0 ? -1 : port);
        properties.put("micronaut.server.max-request-size", StrictJson.MAX_BYTES);
        properties.put("micronaut.server.idle-timeout", "5m");
        properties.put("micronaut.netty.event-loops.default.num-threads", 2);
        properties.put("micronaut.netty.event-loops.default.shutdown-quiet-period", "50ms");
        properties.put("micronaut.netty.event-loops.default.shutdown-timeout", "2s");
        return properties;
    }

    private static OrbitException refused(String host, int port, ServerStartupException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new OrbitException(
                        ErrorCode.PORT_IN_USE,
                        "Port %d of %s is taken or not ours to use (%s). Stop what listens there, or choose another with --port (or ORBIT_PORT)."
                                .formatted(port, host, cause.getMessage()),
                        e);
            }
        }
        return new OrbitException(
                ErrorCode.CONFIGURATION_INVALID, "Cannot listen on %s:%d: %s".formatted(host, port, e.getMessage()), e);
    }

    public URI uri() {
        return server.getURI();
    }

    /** Requests that have no answer yet. */
    public int waiting() {
        return answers.waiting();
    }

    /** Waits until every request has its answer; true when every one has. */
    public boolean drain(Duration patience) {
        return answers.drain(patience);
    }

    @Override
    public void close() {
        context.close();
        answers.close();
    }
}
