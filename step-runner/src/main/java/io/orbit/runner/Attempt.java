package io.orbit.runner;

import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.wire.ReportItem;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepWork;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of one segment at work: turns what the engine does into reports. Exactly one report is the last: the success
 * after which no step is open, a failure, or a cancellation. Steps that Spark fuses are all started before the first of
 * them succeeds. The thread of a slot runs it; any thread may stop it.
 */
final class Attempt implements SegmentListener {
    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    /** Where an attempt speaks. */
    interface Voice {
        void report(ReportItem item, boolean last);

        void log(String step, String level, String line);
    }

    private final AttemptKey key;
    private final StepCommand command;
    private final Voice voice;
    private final CancelToken cancel = new CancelToken();
    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    /** Steps that have not succeeded, in their order. Guarded by this, as what follows. */
    private final Set<String> open;

    private final Set<String> started = new HashSet<>();
    /** The open step that answers for what goes wrong. */
    private String current;

    private boolean ended;
    private volatile boolean streaming;

    Attempt(StepCommand command, Voice voice) {
        this.key = AttemptKey.of(command);
        this.command = command;
        this.open =
                command.getSteps().stream().map(StepWork::getId).collect(Collectors.toCollection(LinkedHashSet::new));
        this.current = open.iterator().next();
        this.voice = voice;
    }

    AttemptKey key() {
        return key;
    }

    /**
     * Stops the attempt; the first reason counts, except that a fence outweighs every other.
     *
     * @param patience what a stream gets to end the micro-batch at work, unless it is fenced
     * @param canceller where the engine's own ways to cancel are run, which may take a while
     */
    void stop(Stop reason, Duration patience, Executor canceller) {
        stop.accumulateAndGet(reason, (old, now) -> old == null || now == Stop.FENCED ? now : old);
        Executor then = canceller;
        if (streaming && reason != Stop.FENCED) {
            cancel.stopSoon();
            then = CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS, canceller);
        }
        then.execute(() -> {
            try {
                cancel.cancel();
            } catch (RuntimeException e) {
                log.warn("attempt={} a way to cancel it failed", key, e);
            }
        });
    }

    /** True when it works on a stream, which does not end by itself. */
    boolean streaming() {
        return streaming;
    }

    /** Speaks for an attempt that does not notice that it is stopped; nothing that it still does is reported. */
    synchronized void abandon() {
        Stop reason = stop.get();
        fail(
                ErrorCode.RUNNER_STOPPED,
                "Step '%s' did not notice that it was stopped: %s."
                        .formatted(current, reason == null ? Stop.DRAINED.because() : reason.because()));
    }

    /** Says that the first step starts. Before {@link #run}, so that no queue of a slot delays it. */
    synchronized void announce() {
        startCurrent();
    }

    /** Runs to the end; throws nothing but errors of the virtual machine, and those after reporting them. */
    void run(SegmentEngine engine) {
        try {
            cancel.check();
            SegmentRequest request = Offers.request(command);
            streaming = request.streaming();
            engine.run(request, this, cancel);
            returned();
        } catch (CancellationException e) {
            cancelled(e);
        } catch (StepException e) {
            failedAt(e.step(), e);
        } catch (OrbitException e) {
            failed(e.code(), e);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            failed(ErrorCode.RUNNER_INTERNAL, e);
        } catch (VirtualMachineError e) {
            failed(ErrorCode.RUNNER_INTERNAL, e);
            throw e;
        }
    }

    @Override
    public synchronized void started(String step) {
        if (!ended) {
            moveTo(step);
            startCurrent();
        }
    }

    @Override
    public synchronized void succeeded(String step, StepOutcome outcome) {
        if (ended) {
            return;
        }
        ReportItem item = ReportItems.succeeded(step, outcome);
        if (stop.get() == Stop.FENCED) {
            throw new CancellationException("fenced");
        }
        moveTo(step);
        startCurrent();
        open.remove(step);
        say(item, open.isEmpty());
        if (!ended && !open.contains(current)) {
            current = open.iterator().next();
        }
    }

    @Override
    public synchronized void progress(String step, boolean healthy, Map<String, Long> metrics) {
        if (!ended && open.contains(step) && stop.get() != Stop.FENCED) {
            say(ReportItems.progressed(step, healthy, metrics), false);
        }
    }

    @Override
    public void log(String step, String level, String line) {
        voice.log(step, level, line);
    }

    private synchronized void returned() {
        if (!ended) {
            failed(
                    ErrorCode.RUNNER_INTERNAL,
                    new IllegalStateException("The engine returned before step '%s' ended.".formatted(current)));
        }
    }

    private synchronized void cancelled(CancellationException e) {
        Stop reason = stop.get();
        if (reason == null) {
            fail(ErrorCode.RUNNER_INTERNAL, "The step ended as cancelled, but nobody cancelled it: " + e.getMessage());
        } else if (reason == Stop.ORDERED) {
            end(ReportItems.cancelled(current));
        } else {
            fail(ErrorCode.RUNNER_STOPPED, "Step '%s' did not end: %s.".formatted(current, reason.because()));
        }
    }

    private synchronized void failedAt(String step, StepException e) {
        moveTo(step);
        failed(e.code(), e);
    }

    /** A stopped engine may fail in many ways; the stop is the reason, not what it broke. */
    private synchronized void failed(ErrorCode code, Throwable e) {
        if (stop.get() != null) {
            log.info("attempt={} step={} stopped: {}", key, current, e.toString());
            cancelled(new CancellationException(e.getMessage()));
            return;
        }
        if (code.kind() == ErrorCode.Kind.INTERNAL) {
            log.error("attempt={} step={} failed", key, current, e);
        } else {
            log.info("attempt={} step={} failed: {} {}", key, current, code.id(), e.getMessage());
        }
        fail(code, e instanceof OrbitException ? e.getMessage() : e.toString());
    }

    private synchronized void fail(ErrorCode code, @Nullable String message) {
        startCurrent();
        end(ReportItems.failed(current, code, message));
    }

    private void end(ReportItem item) {
        if (!ended) {
            say(item, true);
        }
    }

    private void startCurrent() {
        if (!ended && started.add(current)) {
            say(ReportItems.started(current), false);
        }
    }

    private void say(ReportItem item, boolean last) {
        ended |= last;
        voice.report(item, last);
    }

    /** A step that the segment does not have stays unknown to the log: the one at work answers for it. */
    private void moveTo(String step) {
        if (open.contains(step)) {
            current = step;
        }
    }
}
