package io.orbit.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.credentials.OtherConfig;
import io.orbit.connectors.method.Connection;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * How one step reaches its brokers. It goes to tasks inside this JVM's memory only and prints no password.
 *
 * @param connection its name in the definition; empty when that is not known
 * @param topic that the step reads or produces to
 * @param config what all clients share; made here, from options that are known
 * @param credential the reference, never a value
 * @param sink true when records go there
 */
record KafkaCluster(String connection, String topic, Map<String, String> config, String credential, boolean sink)
        implements Serializable {
    private static final Pattern BOOTSTRAP = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+]):[0-9]{1,5}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Set<String> SECURITY = Set.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");
    private static final Set<String> MECHANISMS = Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");
    private static final Set<String> OPTIONS = Set.of("saslMechanism");

    /** @throws OrbitException PARAMETER_INVALID, or about the credential */
    static KafkaCluster of(StepScope scope, String name, String topic, boolean sink) {
        check(topic);
        Connection connection = scope.connection(name);
        JsonNode settings = connection.settings();
        if (!connection.type().equals("kafka")) {
            throw invalid("connection '%s' is of type '%s', but must be 'kafka'.".formatted(name, connection.type()));
        }
        settings.path("options").fieldNames().forEachRemaining(option -> {
            if (!OPTIONS.contains(option)) {
                throw invalid("the connection's option '%s' is not allowed; there are %s.".formatted(option, OPTIONS));
            }
        });
        Map<String, String> config = new TreeMap<>();
        config.put("bootstrap.servers", bootstrap(name, settings.path("bootstrap")));
        // So that brokers that are not there are noticed before a user gives up.
        config.put("default.api.timeout.ms", "20000");
        config.put("request.timeout.ms", "10000");
        String security = settings.path("security").asText("PLAINTEXT");
        if (!SECURITY.contains(security)) {
            throw invalid("connection '%s': 'security' must be one of %s.".formatted(name, new TreeSet<>(SECURITY)));
        }
        config.put("security.protocol", security);
        OtherConfig login = OtherConfig.of(connection);
        if (security.startsWith("SASL_")) {
            login(config, settings.path("options").path("saslMechanism").asText("SCRAM-SHA-512"), login);
        }
        login.ca().filter(pem -> security.endsWith("SSL")).ifPresent(pem -> {
            config.put("ssl.truststore.type", "PEM");
            config.put("ssl.truststore.certificates", pem);
        });
        return new KafkaCluster(name, topic, Map.copyOf(config), login.reference(), sink);
    }

    /** @throws OrbitException PARAMETER_INVALID for what is no name of a topic */
    static void check(String name) {
        if (!TOPIC.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw invalid("a topic's name holds letters, digits, '.', '_' and '-', and at most 249 of them.");
        }
    }

    /** The caller closes it. */
    Admin admin() {
        return Admin.create(with(Map.of()));
    }

    /** Numbers of a topic's partitions. */
    static List<Integer> partitions(Admin admin, String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(described -> described.partitions().stream())
                .map(TopicPartitionInfo::partition)
                .toList();
    }

    /** What all clients share, and more. */
    Map<String, Object> with(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(config);
        all.putAll(more);
        return all;
    }

    OrbitException failure(Throwable e) {
        return KafkaErrors.failure(e, this);
    }

    @Override
    public String toString() {
        return connection.isEmpty()
                ? "Kafka"
                : "Kafka at %s (connection '%s', topic '%s')"
                        .formatted(config.get("bootstrap.servers"), connection, topic);
    }

    private static void login(Map<String, String> config, String mechanism, OtherConfig login) {
        if (!MECHANISMS.contains(mechanism)) {
            throw invalid("option 'saslMechanism' must be one of " + new TreeSet<>(MECHANISMS) + ".");
        }
        config.put("sasl.mechanism", mechanism);
        config.put("sasl.jaas.config", login.sasl(mechanism));
    }

    private static String bootstrap(String name, JsonNode given) {
        List<String> brokers = new ArrayList<>();
        if (given.isArray()) {
            given.forEach(broker -> brokers.add(broker.asText()));
        } else {
            brokers.addAll(List.of(given.asText().split("\\s*,\\s*", -1)));
        }
        if (brokers.isEmpty()
                || !brokers.stream()
                        .allMatch(broker -> BOOTSTRAP.matcher(broker).matches())) {
            throw invalid("connection '%s' needs 'bootstrap': a list of host:port.".formatted(name));
        }
        return String.join(",", brokers);
    }

    private static OrbitException invalid(String message) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, message);
    }
}
