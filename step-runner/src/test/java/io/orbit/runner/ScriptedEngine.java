package io.orbit.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.schemas.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * An engine of light steps: {@code "do"} of each step says what it does. {@code hold} waits for {@link #release()} or to be
 * cancelled; {@code deaf} waits for the release alone; {@code stream} tells its progress and waits to be asked to end.
 */
final class ScriptedEngine implements SegmentEngine {
    private final List<SegmentRequest> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    /** Every segment that was begun, in order. */
    List<SegmentRequest> requests() {
        return requests;
    }

    void release() {
        released.countDown();
    }

    @Override
    public void run(SegmentRequest segment, SegmentListener listener, CancelToken cancel) {
        requests.add(segment);
        for (SegmentRequest.StepSpec step : segment.steps()) {
            cancel.check();
            listener.started(step.id());
            perform(step, listener, cancel);
        }
    }

    @Override
    public void warmUp() {}

    @Override
    public void close() {
        release();
    }

    private void perform(SegmentRequest.StepSpec step, SegmentListener listener, CancelToken cancel) {
        JsonNode result = null;
        switch (step.spec().path("do").asText("return")) {
            case "return" -> result = step.spec().get("value");
            case "log" ->
                listener.log(step.id(), "INFO", step.spec().path("line").asText());
            case "large" ->
                result = new TextNode("x".repeat(step.spec().path("chars").asInt()));
            case "fail" ->
                throw new StepException(
                        step.id(),
                        ErrorCode.SOURCE_UNREACHABLE,
                        step.spec().path("message").asText(),
                        null);
            case "break" -> throw new IllegalStateException("broken");
            case "stray" -> throw new CancellationException("nobody asked");
            case "hold" -> hold(cancel);
            case "stream" -> stream(step.id(), listener, cancel);
            case "deaf" -> await(released);
            default -> throw new AssertionError("no such script: " + step.spec());
        }
        listener.succeeded(step.id(), new StepOutcome(result, Map.of("ms", 1L), null));
    }

    /** Goes on until it is asked to end. */
    private static void stream(String step, SegmentListener listener, CancelToken cancel) {
        listener.progress(step, true, Map.of("rowsOut", 1L));
        while (!cancel.stopping()) {
            Thread.onSpinWait();
        }
        throw new CancellationException("stopped");
    }

    private void hold(CancelToken cancel) {
        CountDownLatch either = new CountDownLatch(1);
        cancel.onCancel(either::countDown);
        Thread waiter = new Thread(() -> {
            await(released);
            either.countDown();
        });
        waiter.setDaemon(true);
        waiter.start();
        await(either);
        cancel.check();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("a slot was interrupted", e);
        }
    }
}
