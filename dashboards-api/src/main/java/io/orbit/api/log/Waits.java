package io.orbit.api.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Who waits for what, and what was seen. Safe for use by many threads. */
final class Waits {
    private static final int KEPT_DECISIONS = 10_000;

    /** Somebody waits for the request at a position. */
    private record ForRequest(Position position, CompletableFuture<Boolean> answer, long since) {}

    /** Somebody waits for a run to reach a seq. */
    private record ForRun(long fromSeq, CompletableFuture<Boolean> answer) {}

    private final AtomicLongArray decided;
    private final Set<ForRequest> requests = new HashSet<>();
    private final Map<String, Set<ForRun>> runs = new HashMap<>();
    private final Map<Position, LoggedEvent> decisions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Position, LoggedEvent> eldest) {
            return size() > KEPT_DECISIONS;
        }
    };
    private boolean closed;

    Waits(int partitions) {
        this.decided = new AtomicLongArray(partitions);
        for (int i = 0; i < partitions; i++) {
            decided.set(i, -1);
        }
    }

    long decided(int partition) {
        return decided.get(partition);
    }

    /** Takes what is decided by partition; a lower offset than the known one says nothing. */
    void decided(Map<Integer, Long> offsets) {
        offsets.forEach((partition, offset) -> {
            if (partition < decided.length()) {
                decided.accumulateAndGet(partition, offset, Math::max);
            }
        });
    }

    @Nullable
    LoggedEvent decision(Position position) {
        synchronized (this) {
            return decisions.get(position);
        }
    }

    CompletableFuture<Boolean> await(Position position, Duration patience) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        ForRequest wait = new ForRequest(position, answer, System.nanoTime());
        synchronized (this) {
            if (decided.get(position.partition()) >= position.offset()) {
                return CompletableFuture.completedFuture(true);
            }
            if (closed) {
                return CompletableFuture.completedFuture(false);
            }
            requests.add(wait);
        }
        var unused = answer.completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> forget(wait));
        return answer;
    }

    CompletableFuture<Boolean> awaitRun(String runId, long fromSeq, Duration patience) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        ForRun wait = new ForRun(fromSeq, answer);
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture(false);
            }
            runs.computeIfAbsent(runId, id -> new HashSet<>()).add(wait);
        }
        var unused = answer.completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> forget(runId, wait));
        return answer;
    }

    /** Takes an event; those who wait for its run are woken at once. */
    void seen(LoggedEvent logged, String requestsTopic) {
        List<ForRun> woken = new ArrayList<>();
        synchronized (this) {
            Position cause = cause(logged.event().cause(), requestsTopic);
            if (cause != null && cause.partition() == logged.partition()) {
                decisions.putIfAbsent(cause, logged);
                decided(Map.of(cause.partition(), cause.offset()));
            }
            String runId = logged.event().runId();
            if (runId != null) {
                runs.getOrDefault(runId, Set.of()).stream()
                        .filter(wait -> logged.event().seq() >= wait.fromSeq())
                        .forEach(woken::add);
            }
        }
        woken.forEach(wait -> wait.answer().complete(true));
    }

    /** Wakes those whose requests are decided. */
    void wake() {
        List<ForRequest> woken;
        synchronized (this) {
            woken = requests.stream()
                    .filter(wait -> decided.get(wait.position().partition())
                            >= wait.position().offset())
                    .toList();
        }
        woken.forEach(wait -> wait.answer().complete(true));
    }

    /** For how long the longest-waiting waits for a request, ms; 0 when nobody does. */
    synchronized long oldestMs() {
        long now = System.nanoTime();
        return requests.stream()
                .mapToLong(wait -> TimeUnit.NANOSECONDS.toMillis(now - wait.since()))
                .max()
                .orElse(0);
    }

    /** Answers everybody with false, now and from now on. */
    void close() {
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            requests.forEach(wait -> all.add(wait.answer()));
            runs.values().forEach(waits -> waits.forEach(wait -> all.add(wait.answer())));
        }
        all.forEach(answer -> answer.complete(false));
    }

    private synchronized void forget(ForRequest wait) {
        requests.remove(wait);
    }

    private synchronized void forget(String runId, ForRun wait) {
        Set<ForRun> waits = runs.get(runId);
        if (waits != null && waits.remove(wait) && waits.isEmpty()) {
            runs.remove(runId);
        }
    }

    /** Null when the cause is no request. */
    private static @Nullable Position cause(String cause, String requestsTopic) {
        return cause.startsWith(requestsTopic + ':')
                ? Position.parse(cause.substring(requestsTopic.length() + 1)).orElse(null)
                : null;
    }
}
