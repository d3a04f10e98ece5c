package io.orbit.api;

import io.orbit.api.http.HttpEdge;
import io.orbit.control.topology.ControlPlane;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.pipeline.MethodCatalog;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server: the control plane, and HTTP around it. HTTP listens first and says that the rest is on its way; the
 * brokers may come later.
 */
public final class OrbitServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrbitServer.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final ServerSettings settings;
    private final MethodCatalog catalog;
    private final Gate gate = new Gate();
    private final Brokers brokers;
    private final HttpEdge http;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Parts> opened = new CompletableFuture<>();
    private final Thread starter = new Thread(this::open, "orbit-server-start");
    private boolean stopped;

    private OrbitServer(ServerSettings settings, MethodCatalog catalog) {
        this.settings = settings;
        this.catalog = catalog;
        this.brokers = new Brokers(settings.control().clientConfig());
        Readiness readiness = new Readiness(gate, brokers, settings.control().partitions());
        this.http = HttpEdge.listen(settings.host(), settings.port(), gate, readiness, catalog);
        starter.setDaemon(true);
    }

    /**
     * Listens, and begins to reach the brokers; see {@link #awaitOpen} and {@link #ready}.
     *
     * @param catalog methods that definitions may use
     * @throws OrbitException PORT_IN_USE
     */
    public static OrbitServer start(ServerSettings settings, MethodCatalog catalog) {
        OrbitServer server = new OrbitServer(settings, catalog);
        LOG.info("listening on {}", server.uri());
        server.starter.start();
        return server;
    }

    /** Where it listens. */
    public URI uri() {
        return http.uri();
    }

    public int port() {
        return http.uri().getPort();
    }

    /** True when requests are answered from restored stores. */
    public boolean ready() {
        Parts parts = gate.open();
        return parts != null && parts.control().ready() && parts.tail().follows();
    }

    /**
     * The control plane, once the brokers were reached and the topics checked; the stores may still be restored.
     *
     * @throws OrbitException why it cannot start: KAFKA_UNREACHABLE after the configured patience, TOPIC_MISMATCH,
     *     CONFIGURATION_INVALID; WAIT_TIMEOUT when {@code patience} passes first
     */
    public ControlPlane awaitOpen(Duration patience) throws InterruptedException {
        try {
            return opened.get(patience.toMillis(), TimeUnit.MILLISECONDS).control();
        } catch (TimeoutException e) {
            throw new OrbitException(
                    ErrorCode.WAIT_TIMEOUT,
                    "The server has not reached Kafka within %d s.".formatted(patience.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof OrbitException why
                    ? why
                    : new OrbitException(ErrorCode.INTERNAL, "The server cannot start: " + e.getCause(), e);
        }
    }

    /** True when the control plane has given up, after it ran; the process should end. */
    public boolean failed() {
        Parts parts = gate.open();
        return parts != null && parts.control().failed();
    }

    /** Requests that have no answer yet. */
    int waiting() {
        return http.waiting();
    }

    /** Tries until the brokers answer, the patience is over, or something is wrong that will not pass. */
    private void open() {
        long begun = System.nanoTime();
        long told = 0;
        while (closing.getCount() > 0) {
            try {
                brokers.reach();
                opened.complete(openParts());
                return;
            } catch (OrbitException e) {
                if (e.code() != ErrorCode.KAFKA_UNREACHABLE || patienceIsOver(begun)) {
                    giveUp(e);
                    return;
                }
                gate.troubled(e);
                if (told == 0 || System.nanoTime() - told > BETWEEN_WORDS.toNanos()) {
                    LOG.warn("{} Trying again.", e.line());
                    told = System.nanoTime();
                }
            } catch (KafkaException e) {
                giveUp(new OrbitException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Kafka's clients refuse their settings: " + e.getMessage(),
                        e));
                return;
            } catch (RuntimeException | LinkageError e) {
                // A native library that does not load is an error, and nobody would hear of it from this thread.
                giveUp(new OrbitException(ErrorCode.INTERNAL, "The server cannot start: " + e, e));
                return;
            }
            pause();
        }
        opened.completeExceptionally(new OrbitException(ErrorCode.STORE_UNAVAILABLE, "The server was stopped."));
    }

    private Parts openParts() {
        Parts parts = Parts.create(settings.control().advertisedAs(settings.advertised(port())), catalog);
        boolean started = false;
        try {
            parts.control().start();
            parts.tail().start();
            gate.open(parts);
            started = true;
            LOG.info("connected to Kafka at {}", settings.control().bootstrap());
            return parts;
        } finally {
            if (!started) {
                parts.close();
            }
        }
    }

    private boolean patienceIsOver(long begun) {
        Duration patience = settings.brokerPatience();
        return patience != null && System.nanoTime() - begun > patience.toNanos();
    }

    private void giveUp(OrbitException why) {
        if (why.code() == ErrorCode.INTERNAL) {
            LOG.error("{}", why.line(), why);
        } else {
            LOG.error("{}", why.line());
        }
        gate.troubled(why);
        opened.completeExceptionally(why);
    }

    private void pause() {
        try {
            boolean ended = closing.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("trying the brokers again, closing={}", ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    /** Takes no more requests, answers those that wait, then stops the control plane. */
    @Override
    public synchronized void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        closing.countDown();
        Parts parts = gate.open();
        gate.stop();
        starter.interrupt();
        if (parts != null) {
            parts.tail().close();
        }
        if (!http.drain(DRAIN)) {
            LOG.warn("some requests had no answer within {} s and are dropped", DRAIN.toSeconds());
        }
        http.close();
        joinStarter();
        if (parts != null) {
            parts.close();
        } else if (opened.isDone() && !opened.isCompletedExceptionally()) {
            opened.join().close();
        }
        brokers.close();
        LOG.info("stopped");
    }

    private void joinStarter() {
        try {
            starter.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
