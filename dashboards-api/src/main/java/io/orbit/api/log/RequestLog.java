package io.orbit.api.log;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Appends requests to the log; it is the only thing that the server writes. Safe for use by many threads. */
public final class RequestLog implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final String topic;

    /** @param clientConfig bootstrap servers and what else the user's cluster asks for */
    public RequestLog(Map<String, Object> clientConfig, Topics topics) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("linger.ms", 0);
        // An HTTP client waits for the answer.
        config.put("max.block.ms", 5_000);
        config.put("request.timeout.ms", 5_000);
        config.put("delivery.timeout.ms", 10_000);
        config.put("max.request.size", Topics.MAX_RECORD_BYTES);
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        this.topic = topics.requests();
    }

    /**
     * Completes with the place of the request once all replicas have it. May block for a few seconds when the brokers
     * cannot be reached; then, as for every failure, completes with an {@link OrbitException} KAFKA_UNREACHABLE or
     * REQUEST_INVALID.
     */
    public CompletableFuture<Position> append(Request request) {
        CompletableFuture<Position> placed = new CompletableFuture<>();
        try {
            var unused = producer.send(
                    new ProducerRecord<>(topic, request.getPipeline(), Wire.REQUEST.encode(request)),
                    (metadata, failure) -> done(placed, metadata, failure));
        } catch (KafkaException e) {
            done(placed, null, e);
        }
        return placed;
    }

    private static void done(
            CompletableFuture<Position> placed, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure instanceof RecordTooLargeException) {
            placed.completeExceptionally(new OrbitException(
                    ErrorCode.REQUEST_INVALID, "The request is larger than a record may be.", failure));
        } else if (failure != null || metadata == null) {
            placed.completeExceptionally(new OrbitException(
                    ErrorCode.KAFKA_UNREACHABLE,
                    "The Kafka brokers did not confirm the request. Send it again, under the same Idempotency-Key.",
                    failure));
        } else {
            placed.complete(new Position(metadata.partition(), metadata.offset()));
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
