package io.orbit.connectors.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Tells a running segment to stop: now, or, for a stream, when the micro-batch at work is committed. Safe for use by many
 * threads; once cancelled, always cancelled.
 */
public final class CancelToken {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;
    private volatile boolean stopping;

    /** Runs the registered actions, once, on the calling thread. */
    public void cancel() {
        List<Runnable> due;
        synchronized (this) {
            cancelled = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Asks a stream to end with the micro-batch at work. Another segment does not listen to it. */
    public void stopSoon() {
        stopping = true;
    }

    /** True when the segment is to end as soon as nothing of it is half done; also when it is cancelled. */
    public boolean stopping() {
        return stopping || cancelled();
    }

    public synchronized boolean cancelled() {
        return cancelled;
    }

    /** Runs {@code action} when cancelled; at once when that has happened already. */
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** @throws CancellationException when cancelled */
    public void check() {
        if (cancelled()) {
            throw new CancellationException("The attempt was cancelled.");
        }
    }
}
