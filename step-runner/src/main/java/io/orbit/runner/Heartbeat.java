package io.orbit.runner;

import io.orbit.schemas.Wire;
import io.orbit.wire.RunnerBeat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that the runner lives, whatever its slots do, and notices when nobody hears it: then it calls {@code fence}, once
 * per silence, because others may take over what the runner holds.
 */
final class Heartbeat {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final RunnerSettings settings;
    private final Producer<String, byte[]> producer;
    private final Function<State, RunnerBeat> beats;
    private final Runnable fence;
    private final AliveFile alive;
    private final CountDownLatch first = new CountDownLatch(1);
    private final Thread thread;
    /** When the newest acknowledged beat was sent, on the monotonic clock. Guarded by this, as the rest. */
    private long heard = System.nanoTime();

    private boolean fenced;
    private State state = State.READY;

    /** As in the heartbeat. */
    enum State {
        READY,
        DRAINING,
        STOPPED
    }

    /** @param beats makes a beat; called by the thread of the heartbeat */
    Heartbeat(
            RunnerSettings settings,
            Producer<String, byte[]> producer,
            Function<State, RunnerBeat> beats,
            Runnable fence) {
        this.settings = settings;
        this.producer = producer;
        this.beats = beats;
        this.fence = fence;
        this.alive = new AliveFile(settings.aliveFile());
        this.thread = new Thread(this::beat, "orbit-heartbeat");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Waits until the brokers have the first beat. */
    boolean awaitFirst(Duration patience) throws InterruptedException {
        return first.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Beats in the new state at once and from now on; the last one is {@link State#STOPPED}, see {@link #stop()}. */
    synchronized void become(State next) {
        state = next;
        notifyAll();
    }

    /** Waits while nobody hears the runner: work taken now would be stopped, or given to another. */
    synchronized void awaitHeard() throws InterruptedException {
        while (fenced && state == State.READY) {
            wait();
        }
    }

    /** Sends the last beat and waits for it, a few seconds at most. */
    void stop() throws InterruptedException {
        become(State.STOPPED);
        thread.join(Duration.ofSeconds(5).toMillis());
        if (thread.isAlive()) {
            thread.interrupt();
        }
        producer.close(Duration.ofSeconds(5));
        alive.delete();
    }

    private void beat() {
        try {
            State now;
            do {
                now = state();
                // Before sending: a process that was frozen must stop its attempts before it claims to live.
                checkSilence();
                send(now);
                pause(now);
            } while (now != State.STOPPED);
        } catch (InterruptedException | InterruptException e) {
            log.debug("runner={} beats no more", settings.runner());
        }
    }

    private synchronized State state() {
        return state;
    }

    private synchronized void pause(State sent) throws InterruptedException {
        long end = System.nanoTime() + settings.timing().heartbeat().toNanos();
        for (long left = end - System.nanoTime();
                left > 0 && state == sent && sent != State.STOPPED;
                left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void send(State now) {
        long sent = System.nanoTime();
        byte[] value = Wire.BEAT.encode(beats.apply(now));
        try {
            // The callback tells; the future would only tell again.
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(settings.topics().runners(), settings.runner(), value),
                    (metadata, failure) -> answered(sent, failure));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            answered(sent, e);
        }
    }

    private void answered(long sent, @Nullable Exception failure) {
        if (failure != null) {
            log.warn("runner={} a heartbeat was not taken: {}", settings.runner(), failure.toString());
            return;
        }
        synchronized (this) {
            if (sent - heard > 0) {
                heard = sent;
            }
        }
        alive.touch();
        first.countDown();
    }

    private void checkSilence() {
        long silent;
        boolean tooLong;
        synchronized (this) {
            silent = System.nanoTime() - heard;
            tooLong = first.getCount() == 0
                    && silent > settings.timing().fenceAfter().toNanos();
            if (fenced && !tooLong) {
                log.info("runner={} is heard again and takes offers", settings.runner());
            }
            if (fenced == tooLong) {
                return;
            }
            fenced = tooLong;
            notifyAll();
        }
        if (tooLong) {
            log.error(
                    "runner={} no heartbeat was acknowledged for {} s of a lease of {} s: stopping attempts {}",
                    settings.runner(),
                    TimeUnit.NANOSECONDS.toSeconds(silent),
                    settings.timing().lease().toSeconds(),
                    List.copyOf(beats.apply(State.READY).getHolding()));
            fence.run();
        }
    }
}
