package io.orbit.connectors.api;

/** Runs segments. Safe for use by many threads, one segment each. */
public interface SegmentEngine extends AutoCloseable {
    /**
     * Runs the steps in order and returns when the last one is committed. A stream (see {@link SegmentRequest#streaming})
     * never returns: it fails or is cancelled.
     *
     * @param cancel asked between steps and while waiting; cancelling also interrupts Spark jobs and HTTP calls
     * @throws StepException when a step fails; steps before it may have succeeded and were reported
     * @throws java.util.concurrent.CancellationException when {@code cancel} fired first
     */
    void run(SegmentRequest segment, SegmentListener listener, CancelToken cancel);

    /** Opens what the first heavy segment would wait for (Spark); may be called early, in the background. */
    void warmUp();

    @Override
    void close();
}
