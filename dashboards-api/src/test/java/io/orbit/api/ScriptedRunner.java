package io.orbit.api;

import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.Metric;
import io.orbit.wire.ReportItem;
import io.orbit.wire.RunnerBeat;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepLog;
import io.orbit.wire.StepReport;
import io.orbit.wire.StepWork;
import io.orbit.wire.report.StepFailed;
import io.orbit.wire.report.StepStarted;
import io.orbit.wire.report.StepSucceeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Takes every offer at once and reports what its script says: steps succeed unless they are told to fail or to wait. */
final class ScriptedRunner implements AutoCloseable {
    static final String NAME = "scripted-1";

    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, Boolean> failing = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::work, "scripted-runner");
    private volatile boolean closed;

    ScriptedRunner(String bootstrap, Topics topics) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        this.topics = topics;
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new ByteArraySerializer());
        thread.setDaemon(true);
        thread.start();
    }

    /** Steps of that id fail for good, until they are told otherwise. */
    void fail(String step, boolean fails) {
        failing.put(step, fails);
    }

    /** Steps of that id start, and go on when the latch opens. */
    CountDownLatch hold(String step) {
        return holds.computeIfAbsent(step, id -> new CountDownLatch(1));
    }

    private void work() {
        List<TopicPartition> all = consumer.partitionsFor(topics.stepCommands()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        while (!closed) {
            beat();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                StepCommand offer = Wire.COMMAND.decode(record.value());
                // Each on a thread of its own: one that is held must not hold the others.
                Thread attempt = new Thread(() -> run(offer), "scripted-attempt");
                attempt.setDaemon(true);
                attempt.start();
            }
        }
        consumer.close();
    }

    private void run(StepCommand offer) {
        for (StepWork step : offer.getSteps()) {
            report(offer, List.of(new ReportItem(step.getId(), new StepStarted())));
            log(offer, step.getId());
            CountDownLatch hold = holds.get(step.getId());
            if (hold != null) {
                await(hold);
            }
            if (failing.getOrDefault(step.getId(), false)) {
                report(offer, List.of(new ReportItem(step.getId(), new StepFailed("ORB-2006", "DATA", "rows broke"))));
                return;
            }
            String result = "{\"n\":7}";
            StepSucceeded success = new StepSucceeded(result, List.of(new Metric("rowsOut", 7L)), null);
            report(offer, List.of(new ReportItem(step.getId(), success)));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(StepCommand offer, List<ReportItem> items) {
        StepReport report = new StepReport(
                offer.getPipeline(),
                offer.getRunId(),
                offer.getSegment(),
                offer.getAttempt(),
                offer.getFence(),
                NAME,
                1L,
                new ArrayList<>(items));
        send(topics.stepReports(), offer.getPipeline(), Wire.REPORT.encode(report));
    }

    private void log(StepCommand offer, String step) {
        StepLog line = new StepLog(
                offer.getPipeline(),
                offer.getRunId(),
                offer.getSegment(),
                step,
                offer.getAttempt(),
                System.currentTimeMillis(),
                "INFO",
                "at work on " + step,
                NAME);
        String key = offer.getRunId() + '/' + offer.getSegment();
        send(topics.stepLogs(), key, Wire.LOG.encode(line));
    }

    private void beat() {
        RunnerBeat beat = new RunnerBeat(NAME, "RUNNER", 1L, "READY", 4, 0, "here", "0.1", List.of());
        send(topics.runners(), NAME, Wire.BEAT.encode(beat));
    }

    /** What is lost shows as a run that does not end. */
    private void send(String topic, String key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, key, value));
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
