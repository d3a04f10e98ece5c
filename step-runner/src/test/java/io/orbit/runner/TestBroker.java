package io.orbit.runner;

import io.orbit.schemas.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** A real broker and controller inside the test's JVM; can be stopped and started again on the same ports and data. */
final class TestBroker implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Path data;
    private final int port;
    private final int controllerPort;
    private Optional<KafkaRaftServer> server = Optional.empty();

    /** Makes a broker that does not run yet. */
    TestBroker(Path data) throws IOException {
        this.data = data;
        try (ServerSocket one = free();
                ServerSocket two = free()) {
            this.port = one.getLocalPort();
            this.controllerPort = two.getLocalPort();
        }
    }

    static TestBroker started(Path data) throws Exception {
        TestBroker broker = new TestBroker(data);
        broker.start();
        return broker;
    }

    String bootstrapServers() {
        return HOST + ":" + port;
    }

    void start() throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.ONE_UUID.toString())
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName("CONTROLLER")
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setIgnoreFormatted(true)
                .run();
        KafkaRaftServer next = new KafkaRaftServer(new KafkaConfig(settings(), false), Time.SYSTEM);
        next.startup();
        server = Optional.of(next);
    }

    void createTopics(Topics topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            List<NewTopic> wanted = topics.all().stream()
                    .map(spec ->
                            new NewTopic(spec.name(), spec.partitioned() ? 3 : 1, (short) 1).configs(spec.config()))
                    .toList();
            admin.createTopics(wanted).all().get();
        }
    }

    void stop() {
        server.ifPresent(running -> {
            running.shutdown();
            running.awaitShutdown();
        });
        server = Optional.empty();
    }

    @Override
    public void close() {
        stop();
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("log.dirs", data.toString());
        settings.put("listeners", "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(HOST, port, HOST, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
        List.of(
                        "default.replication.factor",
                        "min.insync.replicas",
                        "offsets.topic.replication.factor",
                        "offsets.topic.num.partitions",
                        "transaction.state.log.replication.factor",
                        "transaction.state.log.min.isr",
                        "transaction.state.log.num.partitions",
                        "share.coordinator.state.topic.replication.factor",
                        "share.coordinator.state.topic.min.isr",
                        "share.coordinator.state.topic.num.partitions")
                .forEach(name -> settings.put(name, "1"));
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.cleaner.dedupe.buffer.size", "8388608");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "250");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
        // A new share group is ready after a few of its heartbeats; tests make many groups.
        settings.put("group.share.min.heartbeat.interval.ms", "100");
        settings.put("group.share.heartbeat.interval.ms", "100");
        settings.put("group.share.assignment.interval.ms", "0");
        // So that a test can let the lock of an offer lapse.
        settings.put("group.share.min.record.lock.duration.ms", "1000");
        return settings;
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
