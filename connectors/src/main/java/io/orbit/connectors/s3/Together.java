package io.orbit.connectors.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends several requests at once: each takes long, and none much of this machine. */
final class Together {
    private static final int AT_ONCE = 8;

    private Together() {}

    /** One request, or what belongs together. */
    interface Request<T> {
        void send(T about) throws IOException;
    }

    /** Sends a request about each item, and waits for all. */
    static <T> void run(List<T> items, Request<T> request) throws IOException {
        if (items.size() == 1) {
            request.send(items.get(0));
        }
        if (items.size() < 2) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, items.size()));
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (T item : items) {
                sent.add(threads.submit(() -> {
                    request.send(item);
                    return null;
                }));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The attempt was cancelled.");
        } finally {
            threads.shutdownNow();
        }
    }
}
