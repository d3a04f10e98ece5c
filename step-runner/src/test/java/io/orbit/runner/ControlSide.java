package io.orbit.runner;

import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.RunnerBeat;
import io.orbit.wire.RunnerOrder;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepLog;
import io.orbit.wire.StepReport;
import io.orbit.wire.StepWork;
import io.orbit.wire.report.StepCancelled;
import io.orbit.wire.report.StepFailed;
import io.orbit.wire.report.StepProgressed;
import io.orbit.wire.report.StepStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Stands where the control plane is: offers work, gives orders, and hears what runners say, all through the topics. */
final class ControlSide implements AutoCloseable {
    static final String PIPELINE = "default.orders";

    static {
        // Waits end as soon as their condition holds; this only bounds them on a busy machine.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
    }

    private final Topics topics;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<StepReport> reports = new ArrayList<>();
    private final List<RunnerBeat> beats = new ArrayList<>();
    private final List<StepLog> logs = new ArrayList<>();

    ControlSide(String bootstrapServers, Topics topics) {
        this.topics = topics;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", topics.prefix() + "-control"),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(topics.stepReports(), topics.runners(), topics.stepLogs()).stream()
                .flatMap(topic ->
                        consumer.partitionsFor(topic).stream().map(info -> new TopicPartition(topic, info.partition())))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Offers a segment {@code s} of light steps {@code a, b, …}, one per script, as the first attempt of the run. */
    void offer(String run, String... scripts) throws Exception {
        offer(run, 1, scripts);
    }

    void offer(String run, long fence, String... scripts) throws Exception {
        List<StepWork> steps = new ArrayList<>();
        for (String script : scripts) {
            steps.add(new StepWork(Character.toString('a' + steps.size()), script));
        }
        send(topics.stepCommands(), run + "/s", Wire.COMMAND.encode(command(run, fence, steps)));
    }

    static StepCommand command(String run, long fence, List<StepWork> steps) {
        return new StepCommand(
                PIPELINE, run, 1, "s", 1, fence, 1, true, 1_000L, steps, "{}", "{}", List.of(), List.of());
    }

    void offerBytes(byte[] value) throws Exception {
        send(topics.stepCommands(), "x", value);
    }

    /** An offer of a transaction that the control plane gave up. */
    void offerAndAbort(String run) throws Exception {
        producer.beginTransaction();
        List<StepWork> steps = List.of(new StepWork("a", "{}"));
        producer.send(new ProducerRecord<>(topics.stepCommands(), run, Wire.COMMAND.encode(command(run, 1, steps))))
                .get();
        producer.abortTransaction();
    }

    /** All in one transaction. */
    void offerTogether(List<String> runs) throws Exception {
        producer.beginTransaction();
        for (String run : runs) {
            List<StepWork> steps = List.of(new StepWork("a", "{}"));
            producer.send(new ProducerRecord<>(
                            topics.stepCommands(), run + "/s", Wire.COMMAND.encode(command(run, 1, steps))))
                    .get();
        }
        producer.commitTransaction();
    }

    void order(String runner, String kind, String run, long fence) throws Exception {
        send(topics.runnerOrders(), runner, Wire.ORDER.encode(new RunnerOrder(runner, kind, run, "s", fence, "test")));
    }

    /** Everything said so far about the run, in order: {@code a started, a succeeded, b failed ORB-2102 …}. */
    List<String> said(String run) {
        List<String> said = new ArrayList<>();
        reports(run)
                .forEach(report ->
                        report.getItems().forEach(item -> said.add(item.getStep() + " " + spoken(item.getBody()))));
        return said;
    }

    /** The records in which it was said. */
    List<StepReport> reports(String run) {
        hear();
        return reports.stream().filter(report -> report.getRunId().equals(run)).toList();
    }

    List<StepReport> reports() {
        hear();
        return List.copyOf(reports);
    }

    List<RunnerBeat> beats(String runner) {
        hear();
        return beats.stream().filter(beat -> beat.getRunner().equals(runner)).toList();
    }

    List<StepLog> logs(String run) {
        hear();
        return logs.stream().filter(line -> line.getRunId().equals(run)).toList();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        consumer.close();
    }

    /** Reads up to what is in the topics now, so that a test may also rely on what was not said. */
    private void hear() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(50)).forEach(this::hear);
        }
    }

    private void hear(ConsumerRecord<String, byte[]> record) {
        if (record.topic().equals(topics.stepReports())) {
            reports.add(Wire.REPORT.decode(record.value()));
        } else if (record.topic().equals(topics.runners())) {
            beats.add(Wire.BEAT.decode(record.value()));
        } else {
            logs.add(Wire.LOG.decode(record.value()));
        }
    }

    /** One transaction for each record, as the control plane does it. */
    private void send(String topic, String key, byte[] value) throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, key, value)).get();
        producer.commitTransaction();
    }

    private static String spoken(Object body) {
        if (body instanceof StepStarted) {
            return "started";
        }
        if (body instanceof StepCancelled) {
            return "cancelled";
        }
        if (body instanceof StepProgressed) {
            return "progressed";
        }
        return body instanceof StepFailed failed ? "failed " + failed.getCode() : "succeeded";
    }
}
