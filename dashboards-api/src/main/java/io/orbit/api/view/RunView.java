package io.orbit.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.control.core.Plan;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.control.core.StepPhase;
import io.orbit.control.core.Waiting;
import io.orbit.schemas.RunId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run with its steps, now or as it was at some {@code seq}.
 *
 * @param reason why it waits or was cancelled; null when there is nothing to say
 * @param position of the requests topic that this answer reflects, {@code partition:offset}
 */
public record RunView(
        String runId,
        String pipeline,
        int version,
        String status,
        long seq,
        int epoch,
        JsonNode params,
        String trigger,
        @Nullable String idempotencyKey,
        @Nullable String acceptedAt,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        @Nullable Long durationMs,
        @Nullable FailureView failure,
        @Nullable String reason,
        List<WaitingView> waitingFor,
        List<StepView> steps,
        String position) {

    /** Why a run failed; {@code step} is null when no step is to blame. */
    public record FailureView(@Nullable String step, String code, String message) {
        static @Nullable FailureView of(RunState run) {
            RunState.Ending ending = run.ending();
            return run.phase() != RunPhase.FAILED || ending == null
                    ? null
                    : new FailureView(ending.step(), ending.code(), ending.message());
        }
    }

    /** Why a run has not ended yet; {@code step} is null for the run as a whole. */
    public record WaitingView(
            @Nullable String step,
            String cause,
            @Nullable String since,
            @Nullable String until,
            String detail) {}

    /** One row of a list of runs. */
    public record Summary(
            String runId,
            String pipeline,
            int version,
            String status,
            @Nullable String acceptedAt,
            @Nullable String startedAt,
            @Nullable String finishedAt,
            @Nullable Long durationMs,
            String trigger,
            @Nullable FailureView failure,
            long stepsDone,
            int stepsTotal) {}

    /** @param plan the one that the run started with */
    public static RunView of(RunState run, Plan plan, String position) {
        List<StepView> steps = new ArrayList<>();
        for (int i = 0; i < run.steps().size(); i++) {
            steps.add(StepView.of(run.steps().get(i), plan.steps().get(i)));
        }
        RunState.Ending ending = run.ending();
        return new RunView(
                run.id(),
                pipeline(run),
                run.asked().version(),
                run.phase().name(),
                run.seq(),
                run.epoch(),
                Json.parsed(run.asked().params()),
                run.asked().trigger(),
                run.asked().idempotencyKey(),
                Json.time(run.asked().acceptedAt()),
                Json.time(run.startedAt()),
                Json.time(run.finishedAt()),
                Json.duration(run.startedAt(), run.finishedAt()),
                FailureView.of(run),
                ending == null
                                || run.phase() == RunPhase.FAILED
                                || ending.message().isEmpty()
                        ? null
                        : ending.message(),
                waiting(run),
                steps,
                position);
    }

    public static Summary summary(RunState run) {
        return new Summary(
                run.id(),
                pipeline(run),
                run.asked().version(),
                run.phase().name(),
                Json.time(run.asked().acceptedAt()),
                Json.time(run.startedAt()),
                Json.time(run.finishedAt()),
                Json.duration(run.startedAt(), run.finishedAt()),
                run.asked().trigger(),
                FailureView.of(run),
                run.steps().stream()
                        .filter(step -> step.phase() == StepPhase.SUCCEEDED)
                        .count(),
                run.steps().size());
    }

    private static List<WaitingView> waiting(RunState run) {
        return Waiting.of(run).stream()
                .map(cause -> new WaitingView(
                        cause.step(), cause.kind(), Json.time(cause.since()), Json.time(cause.until()), cause.detail()))
                .toList();
    }

    private static String pipeline(RunState run) {
        return RunId.parse(run.id()).orElseThrow().pipeline();
    }
}
