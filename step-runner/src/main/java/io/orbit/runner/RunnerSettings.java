package io.orbit.runner;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one runner works.
 *
 * @param bootstrapServers the brokers, {@code host:port}, comma-separated
 * @param topics names of Orbit's topics
 * @param runner id of the runner, unique among all runners of the prefix, stable over restarts
 * @param slots attempts that run at the same time, at least 1
 * @param workDir where the epoch is kept between starts; null keeps it nowhere, then the clock alone makes it grow
 * @param aliveFile touched whenever the brokers took a heartbeat, and deleted at the end, so that a supervisor who has no
 *     Kafka client can tell a runner that is heard from one that is not; null for none
 * @param timing intervals and limits
 * @param kafka further client properties (TLS, SASL), given to every client; they cannot change what the runner relies on
 */
public record RunnerSettings(
        String bootstrapServers,
        Topics topics,
        String runner,
        int slots,
        @Nullable Path workDir,
        @Nullable Path aliveFile,
        Timing timing,
        Map<String, String> kafka) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /**
     * @param heartbeat time between two signs of life
     * @param lease silence after which the control plane gives the runner's attempts to others; the runner itself stops
     *     them after two thirds of it; at least three heartbeats
     * @param drain how long running attempts may go on after {@link StepRunner#close()}
     * @param reportLinger how long the start of a light segment may wait for its outcome, so that both travel in one
     *     record and cost the control plane one transaction; zero reports at once
     * @param recordLock lock of an offer between delivery and acknowledgement, which takes milliseconds; the brokers allow
     *     15 to 60 s unless their {@code group.share.min.record.lock.duration.ms} says otherwise
     */
    public record Timing(
            Duration heartbeat, Duration lease, Duration drain, Duration reportLinger, Duration recordLock) {
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ofMillis(2),
                Duration.ofSeconds(15));

        /** After this time without an acknowledged heartbeat the runner stops its own attempts. */
        Duration fenceAfter() {
            return lease.multipliedBy(2).dividedBy(3);
        }
    }

    /** @throws OrbitException CONFIGURATION_INVALID naming every problem */
    public RunnerSettings {
        kafka = Map.copyOf(kafka);
        List<String> problems = new ArrayList<>();
        if (bootstrapServers.isBlank()) {
            problems.add("the bootstrap servers are missing; give host:port of at least one broker");
        }
        if (!ID.matcher(runner).matches()) {
            problems.add("the runner id '%s' must be 1 to 128 letters, digits, '.', '_' or '-'".formatted(runner));
        }
        if (slots < 1 || slots > 1024) {
            problems.add("slots must be 1 to 1024, but is %d".formatted(slots));
        }
        if (timing.heartbeat().isNegative() || timing.heartbeat().isZero()) {
            problems.add("the heartbeat interval must be more than zero");
        }
        if (timing.lease().compareTo(timing.heartbeat().multipliedBy(3)) < 0) {
            problems.add("the lease (%s) must be at least three heartbeat intervals (%s)"
                    .formatted(timing.lease(), timing.heartbeat()));
        }
        if (timing.drain().isNegative() || timing.reportLinger().isNegative()) {
            problems.add("the drain time and the report linger must not be negative");
        }
        if (!problems.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID, "The runner cannot start: " + String.join("; ", problems) + ".");
        }
    }

    /** Two slots, the default topics and times, nothing kept between starts. */
    public static RunnerSettings of(String bootstrapServers, String runner) {
        return new RunnerSettings(bootstrapServers, Topics.DEFAULT, runner, 2, null, null, Timing.DEFAULT, Map.of());
    }

    public RunnerSettings withTopics(Topics other) {
        return new RunnerSettings(bootstrapServers, other, runner, slots, workDir, aliveFile, timing, kafka);
    }

    public RunnerSettings withSlots(int other) {
        return new RunnerSettings(bootstrapServers, topics, runner, other, workDir, aliveFile, timing, kafka);
    }

    public RunnerSettings withWorkDir(@Nullable Path other) {
        return new RunnerSettings(bootstrapServers, topics, runner, slots, other, aliveFile, timing, kafka);
    }

    public RunnerSettings withAliveFile(@Nullable Path other) {
        return new RunnerSettings(bootstrapServers, topics, runner, slots, workDir, other, timing, kafka);
    }

    public RunnerSettings withTiming(Timing other) {
        return new RunnerSettings(bootstrapServers, topics, runner, slots, workDir, aliveFile, other, kafka);
    }

    public RunnerSettings withKafka(Map<String, String> other) {
        return new RunnerSettings(bootstrapServers, topics, runner, slots, workDir, aliveFile, timing, other);
    }

    /** The share group of all runners of the prefix. */
    public String group() {
        return topics.prefix() + "-runners";
    }
}
