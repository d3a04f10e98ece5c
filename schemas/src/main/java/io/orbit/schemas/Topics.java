package io.orbit.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The topic catalogue: every topic that Orbit owns, under one prefix.
 *
 * @param prefix what all names begin with, without the dot; {@code orbit} unless configured
 */
public record Topics(String prefix) {
    /** Fixed delays of the retry wheel, longest first: a delay is paid with these coins. */
    public static final List<Duration> RETRY_DELAYS = List.of(
            Duration.ofHours(1),
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    /** No record is larger; what would be is refused before it is written. */
    public static final int MAX_RECORD_BYTES = 4 * 1024 * 1024;

    public static final Topics DEFAULT = new Topics("orbit");

    /**
     * @param name full topic name
     * @param partitioned true when it has as many partitions as the control plane; false means one
     * @param config topic settings that must hold
     */
    public record Spec(String name, boolean partitioned, Map<String, String> config) {}

    public String requests() {
        return prefix + ".requests";
    }

    public String events() {
        return prefix + ".events";
    }

    public String stepCommands() {
        return prefix + ".step-commands";
    }

    public String stepReports() {
        return prefix + ".step-reports";
    }

    public String deadLetters() {
        return prefix + ".dead-letters";
    }

    public String poison() {
        return prefix + ".poison";
    }

    public String runners() {
        return prefix + ".runners";
    }

    public String runnerOrders() {
        return prefix + ".runner-orders";
    }

    public String stepLogs() {
        return prefix + ".step-logs";
    }

    /** The retry topic of one of {@link #RETRY_DELAYS}, e.g. {@code orbit.retries.30s}. */
    public String retries(Duration delay) {
        long seconds = delay.toSeconds();
        String name =
                seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
        return prefix + ".retries." + name;
    }

    /** Every topic to create and to check at start, in the order of the documentation. */
    public List<Spec> all() {
        List<Spec> all = new ArrayList<>();
        all.add(new Spec(requests(), true, deleting(WEEK, "LogAppendTime")));
        all.add(new Spec(events(), true, deleting(Duration.ofDays(90), "CreateTime")));
        all.add(new Spec(stepCommands(), false, deleting(WEEK, "CreateTime")));
        all.add(new Spec(stepReports(), true, deleting(WEEK, "LogAppendTime")));
        for (Duration delay : RETRY_DELAYS) {
            all.add(new Spec(retries(delay), true, deleting(WEEK, "LogAppendTime")));
        }
        all.add(new Spec(deadLetters(), true, deleting(MONTH, "CreateTime")));
        all.add(new Spec(poison(), false, deleting(MONTH, "CreateTime")));
        all.add(new Spec(
                runners(),
                false,
                Map.of(
                        "cleanup.policy",
                        "compact,delete",
                        "retention.ms",
                        Long.toString(Duration.ofDays(1).toMillis()),
                        "message.timestamp.type",
                        "LogAppendTime")));
        all.add(new Spec(runnerOrders(), false, deleting(Duration.ofDays(1), "LogAppendTime")));
        all.add(new Spec(stepLogs(), true, deleting(WEEK, "CreateTime")));
        return List.copyOf(all);
    }

    private static Map<String, String> deleting(Duration retention, String timestampType) {
        return Map.of(
                "cleanup.policy",
                "delete",
                "retention.ms",
                Long.toString(retention.toMillis()),
                "message.timestamp.type",
                timestampType,
                "max.message.bytes",
                Integer.toString(MAX_RECORD_BYTES));
    }
}
