package io.orbit.control.core;

import io.orbit.control.core.Fact.Holder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the world must hear because of an event; written in the same transaction. */
public sealed interface Effect {
    /** Offer the segment to the runners. */
    record Offer(String segment, int attempt, long fence, int offer) implements Effect {}

    /** Put the retry on the delayed retry topics. */
    record Delay(String step, int attempt, long fence, long delayMs, long dueAt) implements Effect {}

    /** Write the dead letter. */
    record Bury(String step, int attempts, StepState.Problem problem, String token) implements Effect {}

    /** Tell a runner to stop. */
    record Stop(Holder holder, String reason) implements Effect {}

    /** A place may be free: let in the run that {@link PipelineState#next} names, if any. */
    record AdmitNext() implements Effect {}

    /** All effects of the event, in order. */
    static List<Effect> of(Event event) {
        List<Effect> effects = new ArrayList<>();
        Fact fact = event.fact();
        if (fact instanceof Fact.SegmentOffered offered) {
            effects.add(new Offer(offered.segment(), offered.attempt(), offered.fence(), offered.offer()));
        } else if (fact instanceof Fact.RetryScheduled retry) {
            effects.add(new Delay(retry.step(), retry.attempt(), retry.fence(), retry.delayMs(), retry.dueAt()));
        } else if (fact instanceof Fact.StepDeadLettered dead) {
            effects.add(new Bury(dead.step(), dead.attempts(), dead.problem(), dead.token()));
        } else if (fact instanceof Fact.RunCancelling cancelling) {
            cancelling.holders().forEach(holder -> stop(effects, holder, cancelling.reason()));
        } else if (fact instanceof Fact.StepCancelled cancelled) {
            stop(effects, cancelled.holder(), cancelled.reason());
        } else if (fact instanceof Fact.StepFailed failed) {
            stop(effects, failed.holder(), failed.problem().message());
        } else if (fact instanceof Fact.StepLost lost) {
            stop(effects, lost.holder(), lost.detail());
        } else if (fact instanceof Fact.Rejected rejected) {
            stop(effects, rejected.holder(), rejected.message());
        } else if (fact instanceof Fact.PipelineDefined
                || fact instanceof Fact.RunStarted
                || fact instanceof Fact.RunSucceeded
                || fact instanceof Fact.RunFailed
                || fact instanceof Fact.RunCancelled) {
            effects.add(new AdmitNext());
        }
        return effects;
    }

    private static void stop(List<Effect> effects, @Nullable Holder holder, String reason) {
        if (holder != null) {
            effects.add(new Stop(holder, reason));
        }
    }
}
