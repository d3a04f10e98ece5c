package io.orbit.control.topology;

import io.orbit.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a control plane is run.
 *
 * @param bootstrap Kafka's {@code bootstrap.servers}
 * @param partitions of every partitioned topic; fixed once the topics exist
 * @param stateDir where the store keeps its files; disposable, it is rebuilt from the changelog
 * @param instance names this server among the others; stable over restarts
 * @param lease how long a runner may be silent, at least twice its heartbeat of 2 s
 * @param inMemory true to keep rows on the heap, false to keep them in RocksDB
 * @param advertised {@code host:port} under which other servers reach this one; null when there are no others
 * @param client further settings for every Kafka client, such as those of security
 */
public record ControlSettings(
        String bootstrap,
        Topics topics,
        int partitions,
        Path stateDir,
        String instance,
        Duration lease,
        boolean inMemory,
        @Nullable String advertised,
        Map<String, String> client) {
    public static final int DEFAULT_PARTITIONS = 12;
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(20);

    public ControlSettings {
        client = Map.copyOf(client);
    }

    /** The same, reached by other servers at {@code host:port}. */
    public ControlSettings advertisedAs(String hostAndPort) {
        return new ControlSettings(
                bootstrap, topics, partitions, stateDir, instance, lease, inMemory, hostAndPort, client);
    }

    /** Settings that every Kafka client of this process starts from. */
    public Map<String, Object> clientConfig() {
        Map<String, Object> config = new HashMap<>(client);
        config.put("bootstrap.servers", bootstrap);
        return config;
    }
}
