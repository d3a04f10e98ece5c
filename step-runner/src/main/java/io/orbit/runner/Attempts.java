package io.orbit.runner;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The attempts that this runner holds, and the keys of the last ones it has ended. Safe for use by many threads. */
final class Attempts {
    private static final int REMEMBERED = 4096;

    private final Map<AttemptKey, Attempt> held = new LinkedHashMap<>();
    private final Map<AttemptKey, Boolean> over = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AttemptKey, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** False when this attempt is or was here already: an offer made again while the first one was under way. */
    synchronized boolean admit(Attempt attempt) {
        return !over.containsKey(attempt.key()) && held.putIfAbsent(attempt.key(), attempt) == null;
    }

    synchronized void remove(Attempt attempt) {
        held.remove(attempt.key());
        over.put(attempt.key(), true);
        notifyAll();
    }

    /** The keys in the order in which the attempts came. */
    synchronized List<String> keys() {
        return held.keySet().stream().map(AttemptKey::toString).toList();
    }

    synchronized List<Attempt> matching(Predicate<AttemptKey> which) {
        return held.values().stream()
                .filter(attempt -> which.test(attempt.key()))
                .toList();
    }

    /** Waits until none is held; false when {@code patience} was not enough. */
    synchronized boolean awaitNone(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!held.isEmpty()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
