package io.orbit.runner;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.wire.ReportItem;
import io.orbit.wire.StepCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The places where attempts run, and the attempts in them. Safe for use by many threads. */
final class Slots {
    private static final Logger log = LoggerFactory.getLogger(Slots.class);
    /** How long a stopped attempt may take to notice. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final RunnerSettings settings;
    private final SegmentEngine engine;
    private final Reporter reporter;
    private final StepLogs logs;
    private final Attempts attempts = new Attempts();
    private final Semaphore free;
    private final ExecutorService threads;
    /** Cancelling may take the engine a while, and whoever asks for it has other things to do. */
    private final Executor canceller = Executors.newCachedThreadPool(daemons("orbit-cancel"));

    Slots(RunnerSettings settings, SegmentEngine engine, Reporter reporter, StepLogs logs) {
        this.settings = settings;
        this.engine = engine;
        this.reporter = reporter;
        this.logs = logs;
        this.free = new Semaphore(settings.slots());
        this.threads = Executors.newFixedThreadPool(settings.slots(), daemons("orbit-slot"));
    }

    /** One permit per free slot. */
    Semaphore free() {
        return free;
    }

    /** Keys of the attempts at work. */
    List<String> holding() {
        return attempts.keys();
    }

    /** Runs an offer that this runner has acknowledged; takes over one permit of {@link #free()}. */
    void work(StepCommand command) {
        Attempt attempt = new Attempt(command, voice(command));
        if (!attempts.admit(attempt)) {
            log.info("attempt={} offered again and dropped: it is or was at work here", attempt.key());
            free.release();
            return;
        }
        attempt.announce();
        log.debug("attempt={} offer={} taken", attempt.key(), command.getOffer());
        threads.execute(() -> run(attempt));
    }

    /** Stops all that match, without waiting for them; gives how many there were. */
    int stop(Predicate<AttemptKey> which, Stop reason) {
        List<Attempt> matching = attempts.matching(which);
        matching.forEach(attempt -> attempt.stop(reason, settings.timing().drain(), canceller));
        return matching.size();
    }

    /**
     * Lets the attempts end within the drain time, and those on streams end the micro-batch at work; stops those that have not, and speaks for those
     * that cannot.
     */
    void drain() throws InterruptedException {
        attempts.matching(any -> true).stream()
                .filter(Attempt::streaming)
                .forEach(attempt -> attempt.stop(Stop.DRAINED, settings.timing().drain(), canceller));
        if (!attempts.awaitNone(settings.timing().drain())) {
            log.warn(
                    "runner={} stops attempts that have not ended within {} s: {}",
                    settings.runner(),
                    settings.timing().drain().toSeconds(),
                    holding());
            attempts.matching(any -> true).forEach(attempt -> attempt.stop(Stop.DRAINED, Duration.ZERO, canceller));
            if (!attempts.awaitNone(STOP_PATIENCE)) {
                attempts.matching(any -> true).forEach(Attempt::abandon);
            }
        }
        threads.shutdownNow();
    }

    private void run(Attempt attempt) {
        try {
            attempt.run(engine);
        } finally {
            attempts.remove(attempt);
            free.release();
            // Whatever interrupted this attempt must not reach the next one.
            if (Thread.interrupted()) {
                log.debug("attempt={} ended interrupted", attempt.key());
            }
        }
    }

    private Attempt.Voice voice(StepCommand command) {
        Duration linger = command.getLight() ? settings.timing().reportLinger() : Duration.ZERO;
        Outbox outbox = new Outbox(command, linger.toNanos());
        return new Attempt.Voice() {
            @Override
            public void report(ReportItem item, boolean last) {
                reporter.report(outbox, item, last);
            }

            @Override
            public void log(String step, String level, String line) {
                logs.log(command, step, level, line);
            }
        };
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger next = new AtomicInteger(1);
        return task -> {
            Thread thread = new Thread(task, name + "-" + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }
}
