package io.orbit.runner;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** The settings of the runners' share group, which live in the brokers and without which offers would be mishandled. */
final class ShareGroup {
    private ShareGroup() {}

    /**
     * What must hold before the first runner joins. Offers of aborted transactions must not be seen, those sent before
     * the first runner came must be, and none may be held instead of acknowledged.
     *
     * <p>The lock is short and the window of locked records wide, because a share consumer that finds two fetches in its
     * buffer merges them and forgets the second one's transaction marker (clients 4.3.1, {@code ShareInFlightBatch.merge}):
     * the marker then stays locked until its lock lapses, and the group stands still when the window behind it is full.
     */
    static Map<String, String> needed(RunnerSettings settings) {
        Map<String, String> needed = new TreeMap<>();
        needed.put("share.isolation.level", "read_committed");
        needed.put("share.auto.offset.reset", "earliest");
        needed.put("share.delivery.count.limit", "10");
        needed.put("share.renew.acknowledge.enable", "false");
        needed.put("share.partition.max.record.locks", "4000");
        needed.put(
                "share.record.lock.duration.ms",
                Long.toString(settings.timing().recordLock().toMillis()));
        return needed;
    }

    /**
     * Sets what differs and reads everything back.
     *
     * @throws OrbitException KAFKA_UNREACHABLE when the brokers do not answer; CONFIGURATION_INVALID when they refuse a
     *     setting or do not keep it
     */
    static void prepare(Admin admin, RunnerSettings settings) throws InterruptedException {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, settings.group());
        Map<String, String> needed = needed(settings);
        List<AlterConfigOp> changes = new ArrayList<>();
        differences(admin, group, needed)
                .keySet()
                .forEach(name -> changes.add(new AlterConfigOp(new ConfigEntry(name, needed.get(name)), OpType.SET)));
        if (changes.isEmpty()) {
            return;
        }
        try {
            admin.incrementalAlterConfigs(Map.of(group, changes)).all().get();
        } catch (ExecutionException e) {
            throw refused(settings, "cannot be given its settings " + needed, e);
        }
        awaitDifferencesGone(admin, group, needed, settings);
    }

    /** A broker answers from its own copy of the metadata, which may trail the change by a moment. */
    private static void awaitDifferencesGone(
            Admin admin, ConfigResource group, Map<String, String> needed, RunnerSettings settings)
            throws InterruptedException {
        long deadline = System.nanoTime() + 5_000_000_000L;
        Map<String, String> left = differences(admin, group, needed);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            left = differences(admin, group, needed);
        }
        if (!left.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    ("The share group '%s' must have %s, but the brokers answer %s. Set it with kafka-configs"
                                    + " --entity-type groups, or let this runner alter the group.")
                            .formatted(settings.group(), needed, left));
        }
    }

    /** The settings that have another value than needed, with that value. */
    private static Map<String, String> differences(Admin admin, ConfigResource group, Map<String, String> needed)
            throws InterruptedException {
        Config found;
        try {
            found = admin.describeConfigs(List.of(group)).all().get().get(group);
        } catch (ExecutionException e) {
            throw unreachable(e);
        }
        Map<String, String> differences = new TreeMap<>();
        needed.forEach((name, value) -> {
            ConfigEntry entry = found == null ? null : found.get(name);
            if (entry == null || !value.equals(entry.value())) {
                differences.put(name, entry == null ? "nothing" : String.valueOf(entry.value()));
            }
        });
        return differences;
    }

    private static OrbitException refused(RunnerSettings settings, String what, ExecutionException e) {
        return passing(e.getCause())
                ? unreachable(e)
                : new OrbitException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "The share group '%s' %s: %s".formatted(settings.group(), what, e.getCause()),
                        e);
    }

    static OrbitException unreachable(ExecutionException e) {
        if (passing(e.getCause())) {
            return new OrbitException(
                    ErrorCode.KAFKA_UNREACHABLE, "The Kafka brokers do not answer: " + e.getCause(), e);
        }
        return new OrbitException(
                ErrorCode.CONFIGURATION_INVALID, "The Kafka brokers refuse this runner: " + e.getCause(), e);
    }

    private static boolean passing(@Nullable Throwable cause) {
        return cause instanceof RetriableException;
    }
}
