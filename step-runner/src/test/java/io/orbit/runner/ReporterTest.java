package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.schemas.Topics;
import io.orbit.wire.StepWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReporterTest {
    @TempDir
    private Path data;

    private static Producer<String, byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "max.block.ms", "500",
                        "request.timeout.ms", "400",
                        "delivery.timeout.ms", "500",
                        "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @Test
    void whatAProducerCouldNotSendItsSuccessorRepeatsInOrder() throws Exception {
        try (TestBroker unreachable = new TestBroker(data.resolve("none"));
                TestBroker broker = TestBroker.started(data)) {
            broker.createTopics(Topics.DEFAULT);
            AtomicInteger made = new AtomicInteger();
            Reporter reporter = new Reporter(
                    () -> producer(
                            made.getAndIncrement() == 0 ? unreachable.bootstrapServers() : broker.bootstrapServers()),
                    Topics.DEFAULT.stepReports(),
                    "r1",
                    1);
            try (ControlSide control = new ControlSide(broker.bootstrapServers(), Topics.DEFAULT)) {
                Outbox outbox = new Outbox(ControlSide.command("run", 1, List.of(new StepWork("a", "{}"))), 0);
                Outbox other = new Outbox(ControlSide.command("other", 1, List.of(new StepWork("a", "{}"))), 0);

                reporter.report(outbox, ReportItems.started("a"), false);
                reporter.report(other, ReportItems.cancelled("a"), true);
                await().until(() -> made.get() > 1);
                reporter.report(outbox, ReportItems.cancelled("a"), true);

                await().until(() -> control.said("run").contains("a cancelled"));
                assertThat(control.said("run")).containsExactly("a started", "a cancelled");
                assertThat(control.said("other")).containsExactly("a cancelled");
            } finally {
                reporter.stop(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void stoppingSendsWhatIsStillWaiting() throws Exception {
        try (TestBroker broker = TestBroker.started(data)) {
            broker.createTopics(Topics.DEFAULT);
            Reporter reporter =
                    new Reporter(() -> producer(broker.bootstrapServers()), Topics.DEFAULT.stepReports(), "r1", 1);
            try (ControlSide control = new ControlSide(broker.bootstrapServers(), Topics.DEFAULT)) {
                long hour = Duration.ofHours(1).toNanos();
                Outbox outbox = new Outbox(ControlSide.command("run", 1, List.of(new StepWork("a", "{}"))), hour);
                reporter.report(outbox, ReportItems.started("a"), false);

                reporter.stop(Duration.ofSeconds(30));

                assertThat(control.said("run")).containsExactly("a started");
            }
        }
    }
}
