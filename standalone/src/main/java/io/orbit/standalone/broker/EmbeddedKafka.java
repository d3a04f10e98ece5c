package io.orbit.standalone.broker;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * One Kafka broker and KRaft controller inside this JVM, on the loopback address, without authentication.
 *
 * <p>Its directory holds the logs in {@code data/} and its identity and ports beside them, so that a restart comes back as
 * the same cluster at the same address. A crash of the process loses nothing; a crash of the machine may, because there is
 * one replica and the page cache is not forced.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE = 1;
    private static final int BIND_TRIES = 5;

    private final KafkaRaftServer server;
    private final Address address;

    private EmbeddedKafka(KafkaRaftServer server, Address address) {
        this.server = server;
        this.address = address;
    }

    /**
     * Starts the broker; clients can connect when this returns.
     *
     * @param home directory that the broker owns; created when missing
     * @param port that the broker must listen on; 0 for the last one, or any free one
     * @throws OrbitException PORT_IN_USE, DATA_DIRECTORY_FOREIGN, or KAFKA_UNREACHABLE when it does not come up
     */
    public static EmbeddedKafka start(Path home, int port) {
        Path data = home.toAbsolutePath().resolve("data");
        Path file = home.toAbsolutePath().resolve("broker.properties");
        try {
            Files.createDirectories(data);
            for (int tries = 1; ; tries++) {
                Address address = Address.load(file, data).withFreePorts(port);
                address.save(file);
                format(data, address.clusterId());
                KafkaRaftServer server = broker(home, data, address);
                try {
                    server.startup();
                    createShareState(data, address);
                    return new EmbeddedKafka(server, address);
                } catch (Exception e) {
                    server.shutdown();
                    server.awaitShutdown();
                    // A port that was free a moment ago may have been taken since; others are tried then.
                    if (!bindFailed(e) || tries == BIND_TRIES) {
                        throw new OrbitException(
                                ErrorCode.KAFKA_UNREACHABLE,
                                "The embedded broker did not start in '%s': %s".formatted(home, e),
                                e);
                    }
                }
            }
        } catch (IOException e) {
            throw unusable(home, e);
        }
    }

    private static KafkaRaftServer broker(Path home, Path data, Address address) {
        try {
            return new KafkaRaftServer(config(data, address), Time.SYSTEM);
        } catch (RuntimeException e) {
            throw unusable(home, e);
        }
    }

    private static OrbitException unusable(Path home, Exception why) {
        return new OrbitException(
                ErrorCode.DATA_DIRECTORY_FOREIGN,
                "The embedded broker cannot use '%s': %s. Restore the folder from a copy, or start with another --data."
                        .formatted(home, why.getMessage()),
                why);
    }

    /** Address for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return Address.HOST + ':' + address.brokerPort();
    }

    public String clusterId() {
        return address.clusterId();
    }

    /** Shuts the broker down in order, which makes the next start quick. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static KafkaConfig config(Path data, Address address) {
        Properties p = new Properties();
        try (var settings = EmbeddedKafka.class.getResourceAsStream("broker.properties")) {
            if (settings == null) {
                throw new IllegalStateException("The broker's settings are missing from the jar.");
            }
            p.load(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("The broker's settings cannot be read.", e);
        }
        String broker = "PLAINTEXT://" + Address.HOST + ':' + address.brokerPort();
        p.put("node.id", Integer.toString(NODE));
        p.put("log.dirs", data.toString());
        p.put("listeners", broker + ",CONTROLLER://" + Address.HOST + ':' + address.controllerPort());
        p.put("advertised.listeners", broker);
        p.put("controller.quorum.voters", NODE + "@" + Address.HOST + ':' + address.controllerPort());
        return new KafkaConfig(p, false);
    }

    private static void format(Path data, String clusterId) {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(NODE)
                    .setClusterId(clusterId)
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw new OrbitException(
                    ErrorCode.KAFKA_UNREACHABLE, "The broker's directory '%s' cannot be formatted.".formatted(data), e);
        }
    }

    /**
     * Creates the share coordinator's topic as the broker would at the first use, which then costs the first share group
     * two seconds of retries.
     */
    private static void createShareState(Path data, Address address) throws ExecutionException, InterruptedException {
        if (Files.exists(data.resolve(Topic.SHARE_GROUP_STATE_TOPIC_NAME + "-0"))) {
            return;
        }
        NewTopic topic = new NewTopic(Topic.SHARE_GROUP_STATE_TOPIC_NAME, 1, (short) 1)
                .configs(Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "-1",
                        "compression.type", "producer",
                        "segment.bytes", "104857600"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Address.HOST + ':' + address.brokerPort()))) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static boolean bindFailed(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof java.net.BindException
                    || String.valueOf(each.getMessage()).contains("Socket server failed to bind")) {
                return true;
            }
        }
        return false;
    }
}
