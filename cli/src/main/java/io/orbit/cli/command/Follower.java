package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.http.EventFeed;
import io.orbit.cli.view.LiveRun;
import io.orbit.cli.view.LiveStep;
import io.orbit.cli.view.LiveView;
import io.orbit.cli.view.Screen;
import io.orbit.cli.view.Times;
import io.orbit.schemas.ErrorCode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stays with a run until it ends, shows it if asked, and says how it ended. */
final class Follower {
    private static final Duration FRAME = Duration.ofMillis(250);

    private final Session session;
    private final String runId;

    Follower(Session session, String runId) {
        this.session = session;
        this.runId = runId;
    }

    /**
     * Follows the run to its end, writes its summary, and answers how it ended.
     *
     * @param after lines are shown only for events with a greater seq
     * @throws Failure with {@link Exit#TIMED_OUT} when {@code timeout} passes first
     */
    Exit follow(FollowOptions.Mode mode, Duration timeout, long after) {
        Detaching detaching = new Detaching(session, runId);
        try (detaching) {
            watch(mode == FollowOptions.Mode.WATCH, timeout, after);
            JsonNode document = session.client().get(Call.to("runs", runId));
            new RunSummary(session, document).print();
            return Exit.ofRun(document.path("status").asText(""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, ErrorCode.WAIT_TIMEOUT, "Interrupted; the run goes on.");
        }
    }

    private void watch(boolean shown, Duration timeout, long after) throws InterruptedException {
        // With JSON the only document on stdout is the run as it ended.
        PrintStream to = session.format().isText()
                ? session.console().streams().out()
                : session.console().streams().err();
        boolean redrawn = shown && session.redraws() && session.format().isText();
        Screen screen = new Screen(to);
        LiveView view = shown ? view(redrawn) : new LiveView(session.style(), 80, 24, false, 12, 0);
        LiveRun run = new LiveRun();
        long deadline = deadline(timeout);
        boolean troubled = false;
        try (EventFeed feed = new EventFeed(session.client(), runId)) {
            while (true) {
                Optional<EventFeed.Batch> batch = feed.next(FRAME);
                List<String> lines = new ArrayList<>();
                for (JsonNode event : batch.map(EventFeed.Batch::events).orElse(List.of())) {
                    Optional<LiveStep> step = run.apply(event);
                    if (event.path("seq").asLong() > after) {
                        step.ifPresent(s -> lines.addAll(view.added(event, s)));
                    }
                }
                boolean last = batch.isPresent() && batch.get().last();
                if (batch.isPresent()) {
                    troubled = tell(batch.get(), troubled);
                }
                if (redrawn) {
                    screen.frame(
                            lines,
                            last ? List.of() : view.now(run, session.times().now()));
                } else if (shown) {
                    lines.forEach(to::println);
                }
                if (last) {
                    return;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw tooLong(timeout);
                }
            }
        }
    }

    /** Says once that the server went away, and once that it is back; throws when it will not be asked again. Answers whether it is away. */
    private boolean tell(EventFeed.Batch batch, boolean before) {
        Failure failure = batch.trouble();
        if (failure == null) {
            if (before) {
                session.note("The server is back.");
            }
            return false;
        }
        if (batch.last()) {
            throw failure;
        }
        if (!before) {
            String reason = failure.reason();
            session.note("Connection lost: " + reason + (reason.endsWith(".") ? "" : ".") + " Trying again for "
                    + EventFeed.GIVE_UP.toMinutes() + " min; the run does not depend on it.");
        }
        return true;
    }

    private LiveView view(boolean redrawn) {
        JsonNode run = session.client().get(Call.to("runs", runId));
        List<String> ids = new ArrayList<>();
        run.path("steps").forEach(step -> ids.add(step.path("id").asText("")));
        var terminal = session.console().terminal();
        int columns = redrawn ? terminal.columns() : session.width();
        return new LiveView(
                session.style(), columns, terminal.rows(), redrawn, LiveView.idWidth(ids, columns), ids.size());
    }

    private static long deadline(Duration timeout) {
        return System.nanoTime()
                + Math.min(timeout.toSeconds(), Duration.ofDays(3650).toSeconds()) * 1_000_000_000L;
    }

    private Failure tooLong(Duration timeout) {
        return new Failure(
                Exit.TIMED_OUT,
                ErrorCode.WAIT_TIMEOUT,
                "Run %s still goes on after %s. Watch it: orbit status %s --watch"
                        .formatted(runId, Times.duration(timeout), Ref.shorten(runId, session.namespace())));
    }
}
