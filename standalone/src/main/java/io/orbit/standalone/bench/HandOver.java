package io.orbit.standalone.bench;

import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An engine with a stopwatch: from the moment at which a segment of a run has reported its success, until the next
 * segment of that run is in the engine's hands. The report's way to the broker is in it, too.
 */
final class HandOver implements SegmentEngine {
    private final SegmentEngine engine;
    private final Map<String, Long> succeeded = new ConcurrentHashMap<>();
    private final List<Progress> progress = new ArrayList<>();
    private volatile Samples samples = new Samples();

    /** What the step that reads a stream told of itself, and the nanoTime at which it did. */
    record Progress(long at, Map<String, Long> metrics) {}

    HandOver(SegmentEngine engine) {
        this.engine = engine;
    }

    /** What was measured since the last call. */
    Samples take() {
        Samples taken = samples;
        samples = new Samples();
        return taken;
    }

    /** What streams have told since the last call. */
    List<Progress> takeProgress() {
        synchronized (progress) {
            List<Progress> taken = List.copyOf(progress);
            progress.clear();
            return taken;
        }
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
        public void progress(String step, boolean healthy, Map<String, Long> metrics) {
            if (metrics.containsKey("batches")) {
                synchronized (progress) {
                    progress.add(new Progress(System.nanoTime(), Map.copyOf(metrics)));
                }
            }
            listener.progress(step, healthy, metrics);
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
