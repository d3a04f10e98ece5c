package io.orbit.control.core;

import io.orbit.control.core.StepState.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that one decision sees: the pipeline, the plan in question, the run in question.
 *
 * @param plan for a new run the newest plan, for a known run the one it started with; null when there is none
 * @param keyOwner run that was started with the command's idempotency key; null when none was
 */
public record Scope(
        PipelineState pipeline,
        @Nullable Plan plan,
        RunState run,
        @Nullable String keyOwner) {
    /** The plan, where the rules have made sure that there is one. */
    Plan planned() {
        return Objects.requireNonNull(plan, "No plan is in scope.");
    }

    Scope with(PipelineState next) {
        return new Scope(next, plan, run, keyOwner);
    }

    Scope with(RunState next) {
        return new Scope(pipeline, plan, next, keyOwner);
    }

    Scope ended(RunPhase phase, long at, RunState.@Nullable Ending why) {
        return with(pipeline.ended(run.id())).with(run.enter(phase, at, why));
    }

    /** Closes the attempt of {@code step}, and releases its mates: what they did was not kept, or not begun. */
    Scope closed(String step, long fence, String outcome, long at, @Nullable Problem why) {
        return with(run.each(each -> {
            if (each.id().equals(step)) {
                return each.closed(StepPhase.PENDING, outcome, at, why);
            }
            boolean mate = each.attempt().fence() == fence && each.phase().open();
            return mate ? each.closed(StepPhase.PENDING, "RELEASED", at, null) : each;
        }));
    }
}
