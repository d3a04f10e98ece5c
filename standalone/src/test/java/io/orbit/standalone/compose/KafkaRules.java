package io.orbit.standalone.compose;

import io.orbit.standalone.broker.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.server.config.AbstractKafkaConfig;

/** The broker's settings are such as Kafka knows, and those with which the embedded broker is tested. */
final class KafkaRules {
    /** Variables of the image that are no settings of the broker. */
    private static final Set<String> OF_THE_IMAGE = Set.of("CLUSTER_ID", "KAFKA_HEAP_OPTS");

    /** Where a container listens and how is its own affair. */
    private static final Set<String> OWN = Set.of("inter.broker.listener.name", "listener.security.protocol.map");

    private KafkaRules() {}

    static void check(LocalFiles files, Problems problems) {
        Properties broker = new Properties();
        files.service("kafka").environment(files.filledIn()).forEach((name, value) -> {
            if (!OF_THE_IMAGE.contains(name)) {
                broker.put(setting(name), value);
            }
        });
        for (String name : broker.stringPropertyNames()) {
            problems.unless(
                    AbstractKafkaConfig.CONFIG_DEF.names().contains(name), "kafka: '%s' is no setting".formatted(name));
        }
        Properties embedded = embedded();
        for (String name : embedded.stringPropertyNames()) {
            String wanted = embedded.getProperty(name);
            problems.unless(
                    OWN.contains(name) || wanted.equals(broker.getProperty(name)),
                    "kafka: %s is %s, and %s for the embedded broker"
                            .formatted(name, broker.getProperty(name), wanted));
        }
        try {
            var unused = new KafkaConfig(broker, false);
        } catch (ConfigException | IllegalArgumentException e) {
            problems.add("kafka: " + e.getMessage());
        }
        String advertised = broker.getProperty("advertised.listeners", "");
        String published =
                Interpolation.resolve(files.service("kafka").list("ports").get(0), files.filledIn());
        String outside = published.substring(0, published.lastIndexOf(':'));
        problems.unless(
                advertised.contains("HOST://" + outside),
                "kafka: clients on this machine are sent to %s, and find it at %s".formatted(advertised, outside));
    }

    /** As the image's start script reads its environment: {@code KAFKA_NODE_ID} is {@code node.id}. */
    private static String setting(String variable) {
        return variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static Properties embedded() {
        try (InputStream in = EmbeddedKafka.class.getResourceAsStream("broker.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
