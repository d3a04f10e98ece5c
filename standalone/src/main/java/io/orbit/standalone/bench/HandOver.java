package io.orbit.standalone.bench;

import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepOutcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An engine with a stopwatch: from the moment at which a segment of a run has reported its success, until the next
 * segment of that run is in the engine's hands. The report's way to the broker is in it, too.
 */
final class HandOver implements SegmentEngine {
    private final SegmentEngine engine;
    private final Map<String, Long> succeeded = new ConcurrentHashMap<>();
    private volatile Samples samples = new Samples();

    HandOver(SegmentEngine engine) {
        this.engine = engine;
    }

    /** What was measured since the last call. */
    Samples take() {
        Samples taken = samples;
        samples = new Samples();
        return taken;
    }

    @Override
    public void run(SegmentRequest segment, SegmentListener listener, CancelToken cancel) {
        Long since = succeeded.remove(segment.runId());
        if (since != null) {
            samples.add(System.nanoTime() - since);
        }
        engine.run(segment, new Listening(segment.runId(), listener), cancel);
    }

    private final class Listening implements SegmentListener {
        private final String run;
        private final SegmentListener listener;

        Listening(String run, SegmentListener listener) {
            this.run = run;
            this.listener = listener;
        }

        @Override
        public void started(String step) {
            listener.started(step);
        }

        @Override
        public void succeeded(String step, StepOutcome outcome) {
            succeeded.put(run, System.nanoTime());
            listener.succeeded(step, outcome);
        }

        @Override
        public void log(String step, String level, String line) {
            listener.log(step, level, line);
        }
    }

    @Override
    public void warmUp() {
        engine.warmUp();
    }

    @Override
    public void close() {
        engine.close();
    }
}
