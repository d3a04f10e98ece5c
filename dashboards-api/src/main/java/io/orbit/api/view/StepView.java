package io.orbit.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.control.core.PlannedStep;
import io.orbit.control.core.StepPhase;
import io.orbit.control.core.StepState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of a run.
 *
 * @param attempt number of the newest attempt; 0 before the first
 * @param failures failed attempts since the run was started or resumed
 * @param result JSON null when it has none
 * @param error why the newest attempt failed; null when it did not
 * @param attempts oldest first; the newest eleven at most, older ones are in the log
 */
public record StepView(
        String id,
        String method,
        String segment,
        String status,
        int attempt,
        int failures,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        @Nullable Long durationMs,
        @Nullable String runner,
        Map<String, Long> metrics,
        JsonNode result,
        @Nullable ErrorView error,
        @Nullable String nextRetryAt,
        @Nullable String deadLetterToken,
        List<AttemptView> attempts) {

    /** Why something failed: code ({@code ORB-…}), kind and a message for people. */
    public record ErrorView(String code, String kind, String message) {
        static @Nullable ErrorView of(StepState.@Nullable Problem problem) {
            return problem == null ? null : new ErrorView(problem.code(), problem.kind(), problem.message());
        }
    }

    /** One try; {@code status} is SCHEDULED, RUNNING, SUCCEEDED, FAILED, LOST, CANCELLED or RELEASED. */
    public record AttemptView(
            int attempt,
            String status,
            @Nullable String runner,
            @Nullable String scheduledAt,
            @Nullable String startedAt,
            @Nullable String finishedAt,
            @Nullable ErrorView error) {
        private static AttemptView of(StepState.Attempt attempt, String status, StepState.@Nullable Problem error) {
            return new AttemptView(
                    attempt.number(),
                    status,
                    attempt.runner(),
                    Json.time(attempt.scheduledAt()),
                    Json.time(attempt.startedAt()),
                    Json.time(attempt.finishedAt()),
                    ErrorView.of(error));
        }
    }

    static StepView of(StepState step, PlannedStep planned) {
        List<AttemptView> attempts = new ArrayList<>();
        step.past().forEach(past -> attempts.add(AttemptView.of(past.attempt(), past.outcome(), past.error())));
        StepState.Attempt shown = step.attempt();
        if (shown.scheduledAt() > 0) {
            attempts.add(AttemptView.of(shown, step.phase().name(), null));
        } else if (step.phase() != StepPhase.PENDING && !step.past().isEmpty()) {
            // The newest attempt is over: its times are with the past ones.
            shown = step.past().get(step.past().size() - 1).attempt();
        }
        return new StepView(
                step.id(),
                planned.method(),
                step.segment(),
                step.phase().name(),
                step.attempt().number(),
                step.failures(),
                Json.time(shown.startedAt()),
                Json.time(shown.finishedAt()),
                Json.duration(shown.startedAt(), shown.finishedAt()),
                shown.runner(),
                step.yield().metrics(),
                Json.parsed(step.yield().result()),
                ErrorView.of(step.error()),
                Json.time(step.dueAt()),
                step.token(),
                attempts);
    }
}
