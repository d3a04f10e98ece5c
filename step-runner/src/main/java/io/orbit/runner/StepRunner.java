package io.orbit.runner;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.schemas.OrbitException;
import io.orbit.wire.RunnerBeat;
import io.orbit.wire.RunnerOrder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One runner at work: takes offers, runs them on its engine, reports, and says that it lives. Safe for use by many threads.
 * The engine belongs to the caller, who closes it after the runner.
 */
public final class StepRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StepRunner.class);
    private static final Duration FLUSH = Duration.ofSeconds(10);
    private static final Duration BEAT_PATIENCE = Duration.ofSeconds(5);
    private static final String VERSION = Optional.ofNullable(
                    StepRunner.class.getPackage().getImplementationVersion())
            .orElse("dev");

    private final RunnerSettings settings;
    private final Clients clients;
    private final long epoch;
    private final String host = hostName();
    private final Reporter reporter;
    private final StepLogs logs;
    private final Slots slots;
    private final Heartbeat heartbeat;
    private final OfferTaker taker;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Orders orders;

    private StepRunner(RunnerSettings settings, SegmentEngine engine, Clients clients) {
        this.settings = settings;
        this.clients = clients;
        this.epoch = Epoch.next(settings.workDir(), settings.runner(), Clock.systemUTC());
        this.reporter = new Reporter(clients::reports, settings.topics().stepReports(), settings.runner(), epoch);
        this.logs = new StepLogs(clients.logs(), settings.topics(), settings.runner(), Clock.systemUTC());
        this.slots = new Slots(settings, engine, reporter, logs);
        this.heartbeat = new Heartbeat(settings, clients.beats(), this::beat, this::fence);
        this.taker = new OfferTaker(
                clients::offers,
                settings.topics().stepCommands(),
                clients.offersPerPoll(),
                slots.free(),
                heartbeat::awaitHeard,
                slots::work);
    }

    /**
     * Starts a runner. Returns when it takes offers; until the brokers answer and the topics are there it waits, with a
     * line in the log now and then.
     *
     * @throws OrbitException CONFIGURATION_INVALID when waiting cannot help, e.g. the brokers refuse a setting of the share
     *     group
     * @throws InterruptedException when interrupted while it waits; nothing is left running
     */
    public static StepRunner start(RunnerSettings settings, SegmentEngine engine) throws InterruptedException {
        Clients clients = new Clients(settings);
        Boot.awaitReady(clients, settings);
        StepRunner runner = new StepRunner(settings, engine, clients);
        try {
            runner.begin();
        } catch (InterruptedException | RuntimeException e) {
            runner.close();
            throw e;
        }
        return runner;
    }

    /** Grows with every start of the runner of this id. */
    public long epoch() {
        return epoch;
    }

    /** The attempts at work, each as {@code runId/segment/fence}. */
    public List<String> holding() {
        return slots.holding();
    }

    /** Log lines of steps that were lost because the brokers did not take them fast enough. */
    public long droppedLogLines() {
        return logs.dropped();
    }

    /** Waits until the runner has stopped, be it by {@link #close()} or because the control plane has asked it to drain. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /**
     * Takes no more offers, lets running attempts end within the drain time, stops the rest, sends every report, and says
     * good-bye. A second call waits for the first.
     */
    @Override
    public void close() {
        try {
            if (closing.compareAndSet(false, true)) {
                shutDown();
                closed.countDown();
            } else {
                closed.await();
            }
        } catch (InterruptedException e) {
            log.warn("runner={} interrupted while it was closing; leases will tell of what it held", settings.runner());
            closed.countDown();
            Thread.currentThread().interrupt();
        }
    }

    private void begin() throws InterruptedException {
        Boot.patiently(settings, this::hearOrders);
        heartbeat.start();
        while (!heartbeat.awaitFirst(BEAT_PATIENCE)) {
            log.warn("runner={} waits: no heartbeat has been taken yet", settings.runner());
        }
        taker.start();
        log.info(
                "runner={} epoch={} slots={} takes offers from {}",
                settings.runner(),
                epoch,
                settings.slots(),
                settings.topics().stepCommands());
    }

    private void hearOrders() throws InterruptedException {
        Orders candidate =
                new Orders(clients.orders(), settings.topics().runnerOrders(), settings.runner(), this::obey);
        orders = candidate;
        try {
            candidate.start();
        } catch (RuntimeException e) {
            orders = null;
            candidate.stop();
            throw e;
        }
    }

    private void shutDown() throws InterruptedException {
        log.info("runner={} drains: {}", settings.runner(), slots.holding());
        taker.refuse();
        heartbeat.become(Heartbeat.State.DRAINING);
        taker.stop();
        slots.drain();
        reporter.stop(FLUSH);
        logs.stop();
        if (orders != null) {
            orders.stop();
        }
        heartbeat.stop();
        log.info("runner={} stopped", settings.runner());
    }

    private void obey(RunnerOrder order) {
        switch (order.getKind()) {
            case "CANCEL" -> cancel(order);
            case "DRAIN" -> {
                log.info("runner={} is told to drain: {}", settings.runner(), order.getReason());
                new Thread(this::close, "orbit-drain").start();
            }
            default -> log.warn("runner={} does not know the order '{}'", settings.runner(), order.getKind());
        }
    }

    private void cancel(RunnerOrder order) {
        int stopped = slots.stop(
                key -> key.runId().equals(order.getRunId())
                        && key.segment().equals(order.getSegment())
                        && key.fence() == order.getFence(),
                Stop.ORDERED);
        log.info(
                "attempt={}/{}/{} is cancelled, {} at work here: {}",
                order.getRunId(),
                order.getSegment(),
                order.getFence(),
                stopped,
                order.getReason());
    }

    private void fence() {
        slots.stop(any -> true, Stop.FENCED);
    }

    private RunnerBeat beat(Heartbeat.State state) {
        List<String> holding = slots.holding();
        return new RunnerBeat(
                settings.runner(),
                "RUNNER",
                epoch,
                state.name(),
                settings.slots(),
                holding.size(),
                host,
                VERSION,
                holding);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            log.debug("this host has no name that resolves", e);
            return "unknown";
        }
    }
}
