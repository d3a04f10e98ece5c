package io.orbit.control.core;

import static io.orbit.control.core.RunPhase.ABSENT;
import static io.orbit.control.core.RunPhase.CANCELLING;
import static io.orbit.control.core.RunPhase.QUEUED;
import static io.orbit.control.core.RunPhase.RUNNING;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every move that a run or a step may make, as a table: which fact, from where, to where, and in which phase of the run. */
final class Table {
    record RunMove(Set<RunPhase> from, RunPhase to) {}

    record StepMove(Set<StepPhase> from, StepPhase to, Set<RunPhase> during) {}

    private static final Set<RunPhase> ENDED = EnumSet.of(RunPhase.SUCCEEDED, RunPhase.FAILED, RunPhase.CANCELLED);
    private static final Set<RunPhase> ONLY_RUNNING = EnumSet.of(RUNNING);
    private static final Set<RunPhase> WHILE_ALIVE = EnumSet.of(RUNNING, CANCELLING);

    static final Map<Class<? extends Fact>, RunMove> RUN = Map.of(
            Fact.RunAccepted.class, new RunMove(EnumSet.of(ABSENT), QUEUED),
            Fact.RunQueued.class, new RunMove(EnumSet.of(QUEUED), QUEUED),
            Fact.RunStarted.class, new RunMove(EnumSet.of(QUEUED), RUNNING),
            Fact.RunResumed.class, new RunMove(ENDED, QUEUED),
            Fact.RunCancelling.class, new RunMove(EnumSet.of(QUEUED, RUNNING), CANCELLING),
            Fact.RunSucceeded.class, new RunMove(WHILE_ALIVE, RunPhase.SUCCEEDED),
            Fact.RunFailed.class, new RunMove(ONLY_RUNNING, RunPhase.FAILED),
            Fact.RunCancelled.class, new RunMove(EnumSet.of(CANCELLING), RunPhase.CANCELLED));

    static final Map<Class<? extends Fact>, StepMove> STEP = Map.of(
            Fact.StepScheduled.class,
            new StepMove(EnumSet.of(StepPhase.PENDING, StepPhase.RETRYING), StepPhase.SCHEDULED, ONLY_RUNNING),
            Fact.StepStarted.class,
            new StepMove(EnumSet.of(StepPhase.SCHEDULED), StepPhase.RUNNING, ONLY_RUNNING),
            Fact.StepProgressed.class,
            new StepMove(EnumSet.of(StepPhase.RUNNING), StepPhase.RUNNING, WHILE_ALIVE),
            Fact.StepSucceeded.class,
            new StepMove(EnumSet.of(StepPhase.RUNNING), StepPhase.SUCCEEDED, WHILE_ALIVE),
            Fact.StepFailed.class,
            new StepMove(EnumSet.of(StepPhase.SCHEDULED, StepPhase.RUNNING), StepPhase.PENDING, WHILE_ALIVE),
            Fact.StepLost.class,
            new StepMove(EnumSet.of(StepPhase.SCHEDULED, StepPhase.RUNNING), StepPhase.PENDING, WHILE_ALIVE),
            Fact.RetryScheduled.class,
            new StepMove(EnumSet.of(StepPhase.PENDING), StepPhase.RETRYING, ONLY_RUNNING),
            Fact.StepDeadLettered.class,
            new StepMove(EnumSet.of(StepPhase.PENDING), StepPhase.FAILED, ONLY_RUNNING),
            Fact.StepCancelled.class,
            new StepMove(
                    EnumSet.of(StepPhase.SCHEDULED, StepPhase.RUNNING, StepPhase.RETRYING),
                    StepPhase.CANCELLED,
                    WHILE_ALIVE));

    private Table() {}

    /** The step that the fact is about, with the attempt and the fence that it names; null for facts of the run. */
    @Nullable
    static Place place(Fact fact) {
        if (fact instanceof Fact.StepScheduled is) {
            return new Place(is.step(), is.attempt(), is.fence());
        } else if (fact instanceof Fact.StepStarted is) {
            return new Place(is.step(), is.attempt(), is.fence());
        } else if (fact instanceof Fact.StepProgressed is) {
            return new Place(is.step(), is.attempt(), is.fence());
        } else if (fact instanceof Fact.StepSucceeded is) {
            return new Place(is.step(), is.attempt(), is.fence());
        } else if (fact instanceof Fact.StepFailed is) {
            return new Place(is.step(), is.attempt(), is.fence());
        } else if (fact instanceof Fact.StepLost is) {
            return new Place(is.step(), is.attempt(), is.fence());
        } else if (fact instanceof Fact.RetryScheduled is) {
            return new Place(is.step(), is.attempt() - 1, is.fence());
        } else if (fact instanceof Fact.StepCancelled is) {
            return new Place(is.step(), is.attempt(), is.fence());
        } else if (fact instanceof Fact.StepDeadLettered is) {
            return new Place(is.step(), is.attempts(), 0);
        } else {
            return null;
        }
    }

    /**
     * Where a fact about a step belongs.
     *
     * @param fence 0 when the fact names none
     */
    record Place(String step, int attempt, long fence) {}
}
