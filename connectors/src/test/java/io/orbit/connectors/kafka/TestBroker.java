package io.orbit.connectors.kafka;

import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** A real broker and controller inside the test's JVM, with a plain listener and one that asks for a password. */
final class TestBroker implements AutoCloseable {
    static final String PASSWORD = "corr3ct-h0rse";
    static final String WRONG_PASSWORD = "b4ttery-st4ple";

    private static final String HOST = "127.0.0.1";

    private final KafkaRaftServer server;
    private final TestVault vault;
    private final int port;
    private final int loginPort;

    private TestBroker(KafkaRaftServer server, TestVault vault, int port, int loginPort) {
        this.server = server;
        this.vault = vault;
        this.port = port;
        this.loginPort = loginPort;
    }

    static TestBroker start(Path work) throws Exception {
        String login = "{'username':'orbit','password':'%s'}";
        TestVault vault = TestVault.start()
                .with(
                        "kv/data/kafka",
                        "{'right':%s,'wrong':%s}"
                                .formatted(login.formatted(PASSWORD), login.formatted(WRONG_PASSWORD)));
        Path data = work.resolve("broker");
        int[] ports = freePorts();
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
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings(data, ports), false), Time.SYSTEM);
        server.startup();
        return new TestBroker(server, vault, ports[0], ports[2]);
    }

    EngineSettings settings(Path work) {
        return EngineSettings.in(work).withCredentials(vault.credentials());
    }

    /** JSON of the connections {@code kafka}, {@code right} and {@code wrong}; the latter two with passwords. */
    String connections() {
        String login =
                "{'type':'kafka','bootstrap':['%s:%d'],'security':'SASL_PLAINTEXT','options':{'saslMechanism':'PLAIN'},"
                        + "'credentials':'vault:kv/data/kafka#%s'}";
        return "{'kafka':{'type':'kafka','bootstrap':'%s:%d'},'right':%s,'wrong':%s}"
                .formatted(
                        HOST,
                        port,
                        login.formatted(HOST, loginPort, "right"),
                        login.formatted(HOST, loginPort, "wrong"));
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }

    void topic(String name, int partitions) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    /** @param more settings of the producer, e.g. its transactional id */
    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrap()));
        config.putAll(more);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends values to one partition, one after the other. */
    void send(String topic, int partition, String... values) throws Exception {
        try (var producer = producer(Map.of())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    /** All committed records. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) throws Exception {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrap(), "isolation.level", "read_committed", "enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    String bootstrap() {
        return HOST + ":" + port;
    }

    @Override
    public void close() {
        vault.close();
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties settings(Path data, int[] ports) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("log.dirs", data.toString());
        settings.put(
                "listeners",
                "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d,LOGIN://%1$s:%4$d"
                        .formatted(HOST, ports[0], ports[1], ports[2]));
        settings.put(
                "advertised.listeners", "PLAINTEXT://%1$s:%2$d,LOGIN://%1$s:%3$d".formatted(HOST, ports[0], ports[2]));
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_PLAINTEXT");
        settings.put("listener.name.login.sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.login.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_orbit=\"" + PASSWORD + "\";");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", "1@" + HOST + ":" + ports[1]);
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
        settings.put("group.initial.rebalance.delay.ms", "0");
        return settings;
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = free();
                ServerSocket two = free();
                ServerSocket three = free()) {
            return new int[] {one.getLocalPort(), two.getLocalPort(), three.getLocalPort()};
        }
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
