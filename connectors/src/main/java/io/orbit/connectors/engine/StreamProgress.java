package io.orbit.connectors.engine;

import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.StepOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream's attempt so far, and tells it at most once in ten seconds, and at its end: counts since it began, and speed
 * and lateness since it was last told. Safe for use by two threads, one of which adds and the other reports.
 */
final class StreamProgress {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Events that waited this long for their commit. */
    private record Wait(long millis, double events) {}

    private final List<Link> links;
    private final Link source;
    private final long lagAlert;
    private final long healthyNanos;
    private final long begunAt = System.nanoTime();
    private final Map<String, Map<String, Long>> totals = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> told = new HashMap<>();
    private List<Wait> waits = new ArrayList<>();
    private long batches;
    private long rows;
    private long rowsTold;
    private long toldAt = System.nanoTime();
    private boolean first = true;
    private boolean healthy;

    /**
     * @param lagAlert records that may wait without a warning; 0 for any number
     * @param healthyMs after this an attempt is healthy; 0 for never
     */
    StreamProgress(List<Link> links, Link source, long lagAlert, long healthyMs) {
        this.healthyNanos = TimeUnit.MILLISECONDS.toNanos(healthyMs);
        this.links = links;
        this.source = source;
        this.lagAlert = lagAlert;
    }

    /** A micro-batch is committed. The flow has settled. */
    synchronized void add(Flow flow, long committedAt) {
        batches++;
        for (Link link : links) {
            StepOutcome outcome = Outcomes.of(flow, link);
            Map<String, Long> total = totals.computeIfAbsent(link.id(), step -> new LinkedHashMap<>());
            outcome.metrics().forEach((name, value) -> {
                // The version of a credential is not a count.
                if (name.startsWith("vault:")) {
                    total.put(name, value);
                } else {
                    total.merge(name, value, Long::sum);
                }
            });
        }
        Row times = MicroBatch.times(flow);
        if (times != null && times.getLong(0) > 0 && !times.isNullAt(1)) {
            rows += times.getLong(0);
            List<Long> at = times.getList(1);
            double events = (double) times.getLong(0) / at.size();
            at.forEach(time -> waits.add(new Wait(Math.max(0, committedAt - time), events)));
        }
    }

    /**
     * True when it is time to {@link #report}.
     *
     * @param last true when there will be no other time
     */
    synchronized boolean due(boolean last) {
        boolean more = last && rows != rowsTold;
        boolean often = first || more || System.nanoTime() - toldAt >= INTERVAL_NANOS;
        return heals() || (batches > 0 && often);
    }

    private boolean heals() {
        return !healthy && healthyNanos > 0 && System.nanoTime() - begunAt >= healthyNanos;
    }

    /**
     * Tells what is new.
     *
     * @param lag records that wait now; null when that is not known
     */
    synchronized void report(Flow flow, @Nullable Long lag) {
        long now = System.nanoTime();
        if (heals()) {
            healthy = true;
            told.clear();
        }
        Map<String, Long> metrics = source(lag, now);
        if (lag != null && lagAlert > 0 && lag > lagAlert) {
            flow.warn(
                    source.id(),
                    "%,d records wait to be read, more than the %,d of lagAlert. Give the runner more processors, or let"
                                    .formatted(lag, lagAlert)
                            + " maxOffsetsPerTrigger allow larger batches.");
        }
        if (rows != rowsTold || first) {
            flow.info(source.id(), line(metrics));
        }
        for (Link link : links) {
            tell(flow.listener, link.id(), link.id().equals(source.id()) ? metrics : totals(link.id()));
        }
        waits = new ArrayList<>();
        rowsTold = rows;
        toldAt = now;
        first = false;
    }

    private Map<String, Long> source(@Nullable Long lag, long now) {
        Map<String, Long> metrics = new LinkedHashMap<>(totals(source.id()));
        metrics.put("rowsIn", rows);
        metrics.put("batches", batches);
        long nanos = Math.max(1, now - toldAt);
        metrics.put("rowsPerSec", Math.round((rows - rowsTold) * 1e9 / nanos));
        if (lag != null) {
            metrics.put("lag", lag);
            metrics.put("lagging", lagAlert > 0 && lag > lagAlert ? 1L : 0L);
        }
        if (!waits.isEmpty()) {
            waits.sort(Comparator.comparingLong(Wait::millis));
            metrics.put("latencyP50Ms", wait(0.5));
            metrics.put("latencyP95Ms", wait(0.95));
        }
        return metrics;
    }

    private long wait(double share) {
        double wanted = waits.stream().mapToDouble(Wait::events).sum() * share;
        for (Wait wait : waits) {
            wanted -= wait.events();
            if (wanted <= 0) {
                return wait.millis();
            }
        }
        return waits.get(waits.size() - 1).millis();
    }

    private void tell(SegmentListener listener, String step, Map<String, Long> metrics) {
        if (!metrics.equals(told.put(step, metrics))) {
            listener.progress(step, healthy, metrics);
        }
    }

    private Map<String, Long> totals(String step) {
        return new LinkedHashMap<>(totals.getOrDefault(step, Map.of()));
    }

    private static String line(Map<String, Long> metrics) {
        StringBuilder line = new StringBuilder("progress");
        metrics.forEach(
                (name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }
}
