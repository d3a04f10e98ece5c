package io.orbit.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run as they come, by long polls on a thread of its own, from the first to the end of the run. A
 * server that goes away is asked again until it has been silent for {@link #GIVE_UP}.
 */
public final class EventFeed implements AutoCloseable {
    public static final Duration GIVE_UP = Duration.ofMinutes(2);

    private static final int PAGE = 500;
    private static final Duration LONG_POLL = Duration.ofSeconds(20);

    /**
     * What one poll brought.
     *
     * @param last whether the run has ended and nothing more will come
     * @param trouble why the server could not be asked; it will be asked again unless {@code last}
     */
    public record Batch(
            List<JsonNode> events, boolean last, @Nullable Failure trouble) {}

    private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Client client;
    private final String runId;

    public EventFeed(Client client, String runId) {
        this.client = client;
        this.runId = runId;
        Thread thread = new Thread(this::poll, "orbit-events");
        thread.setDaemon(true);
        thread.start();
    }

    /** The next batch, or empty when none came in time. */
    public Optional<Batch> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(batches.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void poll() {
        long from = 0;
        Instant answered = Instant.now();
        boolean last = false;
        while (!last && closed.getCount() > 0) {
            try {
                JsonNode page = client.get(Call.to("runs", runId, "events")
                        .with("from", from)
                        .with("limit", PAGE)
                        .waiting(LONG_POLL));
                List<JsonNode> events = new ArrayList<>();
                page.path("items").forEach(events::add);
                from = page.path("nextSeq").asLong(from);
                last = page.path("terminal").asBoolean() && events.size() < PAGE;
                answered = Instant.now();
                batches.add(new Batch(events, last, null));
            } catch (Failure trouble) {
                boolean passing = trouble.exit() == Exit.UNREACHABLE || trouble.exit() == Exit.ERROR;
                last = !passing || answered.plus(GIVE_UP).isBefore(Instant.now()) || pause();
                batches.add(new Batch(List.of(), last, trouble));
            } catch (RuntimeException defect) {
                last = true;
                batches.add(new Batch(List.of(), true, Failure.unforeseen(defect)));
            }
        }
    }

    /** Waits before the server is asked again; true when nobody listens any more. */
    private boolean pause() {
        try {
            return closed.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
