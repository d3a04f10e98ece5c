package io.orbit.standalone;

import io.orbit.api.OrbitServer;
import io.orbit.api.ServerSettings;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Engines;
import io.orbit.control.topology.ControlSettings;
import io.orbit.runner.RunnerSettings;
import io.orbit.runner.StepRunner;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.schemas.pipeline.PluginFolder;
import io.orbit.standalone.broker.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Broker, server and, unless it has no slots, one runner in this JVM. Parts are closed in the reverse order of their start. */
public final class House implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HouseSettings settings;
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final EmbeddedKafka kafka;
    private final OrbitServer server;
    private final Credentials credentials;
    private final SegmentEngine engine;

    private House(HouseSettings settings) throws InterruptedException {
        this.settings = settings;
        boolean complete = false;
        try {
            ClassLoader methods = PluginFolder.loader(settings.plugins(), House.class.getClassLoader());
            kafka = EmbeddedKafka.start(settings.data().resolve("kafka"), settings.kafkaPort());
            closers.push(kafka::close);
            server = OrbitServer.start(server(settings, kafka.bootstrapServers()), MethodCatalog.load(methods));
            closers.push(server::close);
            var unused = server.awaitOpen(PATIENCE);
            credentials = Credentials.of(settings);
            closers.push(credentials::close);
            engine = Engines.create(EngineSettings.in(settings.data().resolve("work"))
                    .withBaseDir(settings.base())
                    .withMethods(methods)
                    .withCredentials(credentials.source()));
            closers.push(engine::close);
            if (settings.slots() > 0) {
                StepRunner runner = StepRunner.start(runner(settings, kafka.bootstrapServers()), engine);
                closers.push(runner::close);
            }
            awaitReady();
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /**
     * Starts everything; returns when requests are answered.
     *
     * @throws OrbitException PORT_IN_USE, DATA_DIRECTORY_FOREIGN, TOPIC_MISMATCH, or what else keeps it from starting
     */
    public static House start(HouseSettings settings) throws InterruptedException {
        return new House(settings);
    }

    /** Where the server listens, without a slash at the end. */
    public String url() {
        return server.uri().toString().replaceAll("/+$", "");
    }

    public String bootstrap() {
        return kafka.bootstrapServers();
    }

    /** Where the runner's credentials are, for people. */
    public String vault() {
        return credentials.toString();
    }

    public HouseSettings settings() {
        return settings;
    }

    /** True when the control plane has given up; the process should end. */
    public boolean failed() {
        return server.failed();
    }

    /** Opens Spark in the background, so that the first heavy step does not wait for it; nothing without a runner. */
    public void warmUp() {
        if (settings.slots() > 0) {
            var unused = CompletableFuture.runAsync(engine::warmUp);
        }
    }

    private static ServerSettings server(HouseSettings settings, String bootstrap) {
        ControlSettings control = new ControlSettings(
                bootstrap,
                Topics.DEFAULT,
                settings.partitions(),
                settings.data().resolve("state"),
                "dev",
                ControlSettings.DEFAULT_LEASE,
                false,
                null,
                Map.of());
        return new ServerSettings(ServerSettings.DEFAULT_HOST, settings.httpPort(), null, control, null, PATIENCE);
    }

    private static RunnerSettings runner(HouseSettings settings, String bootstrap) {
        return RunnerSettings.of(bootstrap, "local")
                .withSlots(settings.slots())
                .withWorkDir(settings.data().resolve("runner"));
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!server.ready()) {
            if (server.failed() || System.nanoTime() > deadline) {
                throw new OrbitException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "The server is not ready after %d s; its log says why.".formatted(PATIENCE.toSeconds()));
            }
            // The state of Kafka Streams is not something to wait on; it is looked at.
            java.util.concurrent.TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Lets running attempts end within the drain time, then stops everything; nothing accepted is lost. */
    @Override
    public void close() {
        while (!closers.isEmpty()) {
            closers.pop().run();
        }
    }
}
