package io.orbit.standalone.bench;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Engines;
import io.orbit.control.topology.ControlPlane;
import io.orbit.control.topology.ControlSettings;
import io.orbit.runner.RunnerSettings;
import io.orbit.runner.StepRunner;
import io.orbit.schemas.Topics;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.standalone.broker.EmbeddedKafka;
import java.io.IOException;
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
    private final List<Runnable> runner;
    private final BenchClient client;

    private BenchHouse(
            Path home, EmbeddedKafka kafka, ControlPlane control, List<Runnable> runner, BenchClient client) {
        this.home = home;
        this.kafka = kafka;
        this.control = control;
        this.runner = runner;
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
                        Map.of()),
                MethodCatalog.load(BenchHouse.class.getClassLoader()));
        control.start();
        BenchClient client = new BenchClient(kafka.bootstrapServers(), Topics.DEFAULT, PARTITIONS);
        List<Runnable> runner = List.of();
        if (slots > 0) {
            SegmentEngine engine = Engines.create(EngineSettings.in(home.resolve("work")));
            RunnerSettings settings =
                    RunnerSettings.of(kafka.bootstrapServers(), "bench-runner").withSlots(slots);
            runner = List.of(StepRunner.start(settings, engine)::close, engine::close);
        }
        return new BenchHouse(home, kafka, control, runner, client);
    }

    BenchClient client() {
        return client;
    }

    String bootstrap() {
        return kafka.bootstrapServers();
    }

    @Override
    public void close() throws IOException {
        client.close();
        runner.forEach(Runnable::run);
        control.close();
        kafka.close();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
