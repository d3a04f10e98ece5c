package io.orbit.control.topology;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.jspecify.annotations.Nullable;

/** Which server owns which partition, as the members of the consumer group have told each other. */
final class Owners {
    private final KafkaStreams streams;
    private final String topic;
    private final @Nullable String self;

    /**
     * @param topic whose partitions are meant
     * @param self {@code host:port} of this server; null when there are no others
     */
    Owners(KafkaStreams streams, String topic, @Nullable String self) {
        this.streams = streams;
        this.topic = topic;
        this.self = self;
    }

    /**
     * {@code host:port} of the owner; null when this server is it.
     *
     * @throws OrbitException STORE_UNAVAILABLE while nobody owns the partition
     */
    @Nullable
    String elsewhere(int partition) {
        if (self == null) {
            return null;
        }
        try {
            for (StreamsMetadata server : streams.metadataForAllStreamsClients()) {
                if (server.topicPartitions().contains(new TopicPartition(topic, partition))) {
                    String owner = server.host() + ':' + server.port();
                    return owner.equals(self) ? null : owner;
                }
            }
        } catch (IllegalStateException e) {
            throw new OrbitException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "The state is not open: " + streams.state() + ". Ask again shortly.",
                    e);
        }
        throw new OrbitException(
                ErrorCode.STORE_UNAVAILABLE,
                "Partition %d is on its way to another server. Ask again shortly.".formatted(partition));
    }
}
