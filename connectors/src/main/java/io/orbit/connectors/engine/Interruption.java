package io.orbit.connectors.engine;

import io.orbit.connectors.api.CancelToken;
import org.jspecify.annotations.Nullable;

/** Interrupts the thread of a segment when the segment is cancelled, and never after the segment has ended. */
final class Interruption {
    private @Nullable Thread worker = Thread.currentThread();
    private boolean sent;

    private Interruption() {}

    static Interruption of(CancelToken cancel) {
        Interruption interruption = new Interruption();
        cancel.onCancel(interruption::interrupt);
        return interruption;
    }

    private synchronized void interrupt() {
        if (worker != null) {
            sent = true;
            worker.interrupt();
        }
    }

    /** Takes back an interrupt that nobody has noticed; one that came from elsewhere stays. */
    synchronized void end() {
        worker = null;
        if (sent) {
            Thread.interrupted();
        }
    }
}
