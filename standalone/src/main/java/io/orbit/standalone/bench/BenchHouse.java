package io.orbit.standalone.bench;

import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Engines;
import io.orbit.control.topology.ControlPlane;
import io.orbit.control.topology.ControlSettings;
import io.orbit.control.topology.RemoteRows;
import io.orbit.runner.RunnerSettings;
import io.orbit.runner.StepRunner;
import io.orbit.schemas.Topics;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.standalone.broker.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Broker, control plane and, when asked for, a runner, in a directory of their own that is deleted at the end. */
final class BenchHouse implements AutoCloseable {
    static final int PARTITIONS = 4;

    private final Path home;
    private final EmbeddedKafka kafka;
    private final ControlPlane control;
    private final HandOver engine;
    private final List<StepRunner> runners;
    private final BenchClient client;

    private BenchHouse(
            Path home,
            EmbeddedKafka kafka,
            ControlPlane control,
            HandOver engine,
            List<StepRunner> runners,
            BenchClient client) {
        this.home = home;
        this.kafka = kafka;
        this.control = control;
        this.engine = engine;
        this.runners = runners;
        this.client = client;
    }

    /** @param slots of the runner; 0 for none */
    static BenchHouse start(int slots) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("orbit-bench");
        EmbeddedKafka kafka = EmbeddedKafka.start(home.resolve("kafka"), 0);
        ControlPlane control = new ControlPlane(
                new ControlSettings(
                        kafka.bootstrapServers(),
                        Topics.DEFAULT,
                        PARTITIONS,
                        home.resolve("state"),
                        "bench",
                        ControlSettings.DEFAULT_LEASE,
                        Boolean.parseBoolean(System.getProperty("orbit.bench.memory", "false")),
                        null,
                        Map.of()),
                MethodCatalog.load(BenchHouse.class.getClassLoader()),
                RemoteRows.NONE);
        control.start();
        BenchClient client = new BenchClient(kafka.bootstrapServers(), Topics.DEFAULT, PARTITIONS);
        HandOver engine = new HandOver(Engines.create(EngineSettings.in(home.resolve("work"))));
        RunnerSettings settings =
                RunnerSettings.of(kafka.bootstrapServers(), "bench-runner").withSlots(Math.max(1, slots));
        List<StepRunner> runners = slots == 0 ? List.of() : List.of(StepRunner.start(settings, engine));
        return new BenchHouse(home, kafka, control, engine, runners, client);
    }

    /** Times between the segments of one run. */
    HandOver handOver() {
        return engine;
    }

    BenchClient client() {
        return client;
    }

    String bootstrap() {
        return kafka.bootstrapServers();
    }

    @Override
    public void close() {
        client.close();
        runners.forEach(StepRunner::close);
        engine.close();
        control.close();
        kafka.close();
        delete(home);
    }

    /** @throws UncheckedIOException when something of it stays */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("'" + folder + "' cannot be deleted.", e);
        }
    }
}
