package io.orbit.cli.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A step as the events so far tell it.
 *
 * @param since when the present attempt started, or was scheduled where it has not started
 * @param ended empty while it goes on
 * @param note the error of the last failed attempt; empty when there was none
 * @param due when the next attempt comes, while retrying
 */
public record LiveStep(
        String id,
        String status,
        long attempt,
        Instant since,
        Optional<Instant> ended,
        Metrics metrics,
        String runner,
        String note,
        Optional<Instant> due) {

    static LiveStep pending(String id, Instant at) {
        return new LiveStep(id, "PENDING", 0, at, Optional.empty(), Metrics.NONE, "", "", Optional.empty());
    }

    LiveStep scheduled(long attempt, Instant at) {
        return new LiveStep(id, "SCHEDULED", attempt, at, Optional.empty(), Metrics.NONE, "", note, Optional.empty());
    }

    LiveStep started(long attempt, String runner, Instant at) {
        return new LiveStep(id, "RUNNING", attempt, at, Optional.empty(), Metrics.NONE, runner, note, Optional.empty());
    }

    LiveStep progressed(Metrics newest) {
        return new LiveStep(id, status, attempt, since, ended, newest, runner, note, due);
    }

    LiveStep succeeded(Metrics metrics, Instant at) {
        return new LiveStep(id, "SUCCEEDED", attempt, since, Optional.of(at), metrics, runner, "", Optional.empty());
    }

    LiveStep ended(String status, String note, Instant at) {
        return new LiveStep(id, status, attempt, since, Optional.of(at), metrics, runner, note, Optional.empty());
    }

    LiveStep retrying(long attempt, Instant due) {
        return new LiveStep(id, "RETRYING", attempt, since, ended, Metrics.NONE, runner, note, Optional.of(due));
    }
}
