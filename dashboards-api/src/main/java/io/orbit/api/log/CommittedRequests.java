package io.orbit.api.log;

import io.orbit.control.topology.ControlPlane;
import io.orbit.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** How far the control plane has committed the requests topic. */
final class CommittedRequests implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final String group;
    private final String topic;

    CommittedRequests(Map<String, Object> clientConfig, Topics topics) {
        this.admin = Admin.create(clientConfig);
        this.group = ControlPlane.applicationId(topics);
        this.topic = topics.requests();
    }

    /**
     * Newest decided offset by partition; a partition of which nothing is committed is missing.
     *
     * @throws KafkaException when the brokers do not say
     */
    Map<Integer, Long> read() {
        Map<Integer, Long> decided = new HashMap<>();
        try {
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach((partition, next) -> {
                        if (partition.topic().equals(topic) && next != null) {
                            decided.put(partition.partition(), next.offset() - 1);
                        }
                    });
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("Committed offsets of group '" + group + "' cannot be read.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while reading committed offsets.", e);
        }
        return decided;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
