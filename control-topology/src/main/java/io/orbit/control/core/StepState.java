package io.orbit.control.core;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A step of a run. Immutable.
 *
 * @param attempt the newest attempt; {@link Attempt#NONE} before the first
 * @param failures failed attempts of this epoch, since the last one that was healthy
 * @param losses lost attempts of this epoch, since the same
 * @param generation how often the step was made to run again after it had succeeded
 * @param dueAt epoch ms at which the retry is due; 0 when none is
 * @param yield what a succeeded step left; the metrics also while it makes progress
 * @param error why the newest closed attempt failed; null when it did not
 * @param token names the dead letter of this step; null when there is none to redrive
 * @param past the newest attempts that are over and did not succeed, oldest first; older ones are in the log alone
 */
public record StepState(
        String id,
        String segment,
        StepPhase phase,
        Attempt attempt,
        int failures,
        int losses,
        int generation,
        long dueAt,
        Yield yield,
        @Nullable Problem error,
        @Nullable String token,
        List<Past> past) {

    private static final int PAST_KEPT = 10;

    /** One try. Times are epoch ms, 0 while they have not come; {@code runner} is null before the start. */
    public record Attempt(
            int number,
            long fence,
            int offer,
            long scheduledAt,
            long startedAt,
            long finishedAt,
            @Nullable String runner,
            long runnerEpoch) {
        public static final Attempt NONE = new Attempt(0, 0, 0, 0, 0, 0, null, 0);

        Attempt offered(int newest, long at) {
            return new Attempt(number, fence, newest, at, 0, 0, null, 0);
        }

        Attempt startedBy(String who, long epoch, long at) {
            return new Attempt(number, fence, offer, scheduledAt, at, 0, who, epoch);
        }

        Attempt finished(long at) {
            return new Attempt(number, fence, offer, scheduledAt, startedAt, at, runner, runnerEpoch);
        }
    }

    /** Result and output as JSON, null when there is none; counts by name. */
    public record Yield(
            @Nullable String result,
            SortedMap<String, Long> metrics,
            @Nullable String output) {
        public static final Yield NONE = new Yield(null, new TreeMap<>(), null);
    }

    /** Why an attempt failed: code ({@code ORB-…}), kind ({@code ErrorCode.Kind}) and a message for people. */
    public record Problem(String code, String kind, String message) {}

    /** An attempt that did not succeed; {@code outcome} is FAILED, LOST, CANCELLED or RELEASED. */
    public record Past(
            Attempt attempt, String outcome, @Nullable Problem error) {}

    public StepState {
        past = List.copyOf(past);
    }

    static StepState pending(PlannedStep step) {
        String id = step.id();
        Yield none = Yield.NONE;
        Attempt first = Attempt.NONE;
        return new StepState(id, step.segment(), StepPhase.PENDING, first, 0, 0, 0, 0, none, null, null, List.of());
    }

    StepState in(StepPhase next, Attempt newest) {
        return new StepState(id, segment, next, newest, failures, losses, generation, 0, yield, error, token, past);
    }

    /** The attempt goes on; when it is healthy, the count of failures and losses starts anew. */
    StepState progressed(boolean healthy, SortedMap<String, Long> metrics) {
        Yield now = new Yield(yield.result(), metrics, yield.output());
        int failed = healthy ? 0 : failures;
        int lost = healthy ? 0 : losses;
        return new StepState(id, segment, phase, attempt, failed, lost, generation, dueAt, now, error, token, past);
    }

    StepState succeeded(Yield left, long at) {
        Attempt done = attempt.finished(at);
        return new StepState(
                id, segment, StepPhase.SUCCEEDED, done, failures, losses, generation, 0, left, null, null, past);
    }

    StepState retrying(long due) {
        return new StepState(
                id, segment, StepPhase.RETRYING, attempt, failures, losses, generation, due, yield, error, token, past);
    }

    StepState deadLettered(Problem why, String letter) {
        return new StepState(
                id, segment, StepPhase.FAILED, attempt, failures, losses, generation, 0, yield, why, letter, past);
    }

    /** The newest attempt is over with {@code outcome}; FAILED and LOST count. */
    StepState closed(StepPhase next, String outcome, long at, @Nullable Problem why) {
        List<Past> longer = new ArrayList<>(past);
        if (phase != StepPhase.RETRYING) {
            longer.add(new Past(attempt.finished(at), outcome, why));
        }
        if (longer.size() > PAST_KEPT) {
            longer.remove(0);
        }
        int failed = outcome.equals("FAILED") ? failures + 1 : failures;
        int lost = outcome.equals("LOST") ? losses + 1 : losses;
        Attempt over = new Attempt(attempt.number(), attempt.fence(), attempt.offer(), 0, 0, at, null, 0);
        return new StepState(
                id, segment, next, over, failed, lost, generation, 0, yield, why == null ? error : why, token, longer);
    }

    /** Forgets what the step had reached, so that it runs again; its attempts go on counting. */
    StepState reset() {
        int again = phase == StepPhase.SUCCEEDED ? generation + 1 : generation;
        Attempt over = new Attempt(attempt.number(), attempt.fence(), 0, 0, 0, 0, null, 0);
        return new StepState(id, segment, StepPhase.PENDING, over, 0, 0, again, 0, Yield.NONE, null, null, past);
    }
}
