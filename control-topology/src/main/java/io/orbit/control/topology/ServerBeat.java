package io.orbit.control.topology;

import io.orbit.schemas.Wire;
import io.orbit.wire.RunnerBeat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Beats on the heartbeat topic for this server, so that its clock moves while no runner is there. */
final class ServerBeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerBeat.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final RunnerBeat beat;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "orbit-server-beat");
        thread.setDaemon(true);
        return thread;
    });

    ServerBeat(Map<String, Object> clientConfig, String topic, String server, long epoch, String version) {
        this.producer = new KafkaProducer<>(clientConfig, new StringSerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.beat = new RunnerBeat(server, "SERVER", epoch, "READY", 0, 0, server, version, List.of());
    }

    void start() {
        byte[] value = Wire.BEAT.encode(beat);
        var unused = clock.scheduleAtFixedRate(() -> send(value), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, beat.getRunner(), value), (sent, failure) -> {
            if (failure != null) {
                LOG.warn("server={} heartbeat not sent: {}", beat.getRunner(), failure.toString());
            }
        });
    }

    @Override
    public void close() {
        clock.shutdownNow();
        producer.close(Duration.ofSeconds(2));
    }
}
