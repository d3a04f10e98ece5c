package io.orbit.api.http;

import io.micronaut.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Answers requests on threads of its own, because stores and log block, and turns every failure into a problem. Who
 * waits for something holds no thread.
 */
public final class Answers implements AutoCloseable {
    private static final int THREADS = 16;
    private static final int QUEUE = 1_000;

    private final ThreadPoolExecutor workers;
    private final Phaser inFlight = new Phaser(1);

    public Answers() {
        AtomicInteger number = new AtomicInteger();
        this.workers = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "orbit-http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    /** Where what follows a wait goes on. */
    ExecutorService workers() {
        return workers;
    }

    /** An answer that is worked out at once. */
    CompletableFuture<HttpResponse<byte[]>> now(Supplier<HttpResponse<byte[]>> work) {
        return later(() -> CompletableFuture.completedFuture(work.get()));
    }

    /** An answer that may have to wait. */
    CompletableFuture<HttpResponse<byte[]>> later(Supplier<CompletableFuture<HttpResponse<byte[]>>> work) {
        inFlight.register();
        CompletableFuture<HttpResponse<byte[]>> answer;
        try {
            answer = CompletableFuture.runAsync(() -> {}, workers)
                    .thenCompose(begun -> work.get())
                    .handle((response, failure) -> failure == null ? response : Problems.answer(failure));
        } catch (RejectedExecutionException e) {
            answer = CompletableFuture.completedFuture(Problems.answer(e));
        }
        return answer.whenComplete((response, failure) -> inFlight.arriveAndDeregister());
    }

    /** Requests that have no answer yet. */
    int waiting() {
        return inFlight.getRegisteredParties() - 1;
    }

    /** Waits until every request has its answer, for as long as {@code patience}; true when every one has. */
    public boolean drain(Duration patience) {
        try {
            int phase = inFlight.arrive();
            inFlight.awaitAdvanceInterruptibly(phase, patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
