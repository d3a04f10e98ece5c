package io.orbit.runner;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be so before a runner takes its first offer: brokers that answer, topics, and the share group's settings. */
final class Boot {
    private static final Logger log = LoggerFactory.getLogger(Boot.class);

    private static final long PAUSE_MS = 2000;

    private Boot() {}

    /** One try of something that the brokers may not be ready for. */
    interface Try {
        /** @throws OrbitException KAFKA_UNREACHABLE when another try may succeed */
        void run() throws InterruptedException;
    }

    /**
     * Waits, however long it takes, until brokers, topics and share group are ready.
     *
     * @throws OrbitException CONFIGURATION_INVALID when waiting cannot help
     */
    static void awaitReady(Clients clients, RunnerSettings settings) throws InterruptedException {
        patiently(settings, () -> {
            try (Admin admin = clients.admin()) {
                requireTopics(admin, settings.topics());
                ShareGroup.prepare(admin, settings);
            }
        });
    }

    /** Tries until it works, with a line in the log for each time that it does not. */
    static void patiently(RunnerSettings settings, Try task) throws InterruptedException {
        while (true) {
            try {
                task.run();
                return;
            } catch (OrbitException e) {
                if (e.code() != ErrorCode.KAFKA_UNREACHABLE) {
                    throw e;
                }
                log.warn("runner={} waits: {}", settings.runner(), e.getMessage());
            } catch (KafkaException e) {
                if (e.getCause() instanceof ConfigException cause
                        && !String.valueOf(cause.getMessage()).contains("resolvable")) {
                    throw new OrbitException(
                            ErrorCode.CONFIGURATION_INVALID,
                            "The Kafka client cannot be made: %s".formatted(cause.getMessage()),
                            e);
                }
                log.warn(
                        "runner={} waits for the brokers at {}: {}",
                        settings.runner(),
                        settings.bootstrapServers(),
                        e.toString());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }

    private static void requireTopics(Admin admin, Topics topics) throws InterruptedException {
        Set<String> missing = new TreeSet<>(List.of(
                topics.stepCommands(),
                topics.stepReports(),
                topics.runners(),
                topics.runnerOrders(),
                topics.stepLogs()));
        try {
            missing.removeAll(admin.listTopics().names().get());
        } catch (ExecutionException e) {
            throw ShareGroup.unreachable(e);
        }
        if (!missing.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.KAFKA_UNREACHABLE,
                    "The topics %s are not there yet; an Orbit server creates them when it starts.".formatted(missing));
        }
    }
}
