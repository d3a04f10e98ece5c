package io.orbit.standalone.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The least that a hop through Kafka Streams can cost: forward, ask for the commit. No state. */
final class PassThrough implements AutoCloseable {
    private final KafkaStreams streams;

    PassThrough(String bootstrap, Path stateDir) throws InterruptedException {
        Properties config = new Properties();
        config.put("application.id", "bench-pass-through");
        config.put("bootstrap.servers", bootstrap);
        config.put("state.dir", stateDir.toString());
        config.put("processing.guarantee", "exactly_once_v2");
        config.put("commit.interval.ms", 50);
        config.put("producer.linger.ms", 0);
        config.put("producer.retry.backoff.ms", 5);
        Topology topology = new Topology();
        topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Echo.IN);
        topology.addProcessor("copy", Copy::new, "in");
        topology.addSink("out", Echo.OUT, new ByteArraySerializer(), new ByteArraySerializer(), "copy");
        this.streams = new KafkaStreams(topology, config);
        CountDownLatch running = new CountDownLatch(1);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
        streams.start();
        running.await();
    }

    /** Warms up, then measures {@code count} records through it. */
    Samples measure(Echo echo, int count) throws InterruptedException {
        echo.measure(count, Echo.PER_SECOND);
        return echo.measure(count, Echo.PER_SECOND);
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(10));
    }

    private static final class Copy implements Processor<byte[], byte[], byte[], byte[]> {
        private @Nullable ProcessorContext<byte[], byte[]> context;

        @Override
        public void init(ProcessorContext<byte[], byte[]> processorContext) {
            context = processorContext;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (context != null) {
                context.forward(record);
                context.commit();
            }
        }
    }
}
