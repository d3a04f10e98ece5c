package io.orbit.control.core;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run. Immutable; {@link #absent} stands for a run that was never heard of.
 *
 * @param seq number of its newest event
 * @param epoch 1, and one more for every resume, retry or redrive; 0 while ABSENT
 * @param lastFence the newest fence given out
 * @param startedAt epoch ms of the first start; 0 before
 * @param since epoch ms at which it entered its phase
 * @param ending why it waits, failed or was cancelled; null when there is nothing to say
 * @param steps in the order of the plan; empty while ABSENT
 */
public record RunState(
        String id,
        RunPhase phase,
        Asked asked,
        long seq,
        int epoch,
        long lastFence,
        long startedAt,
        long since,
        @Nullable Ending ending,
        List<StepState> steps) {

    /**
     * What was asked for, and will not change.
     *
     * @param version definition version to run, whatever is published meanwhile
     * @param params JSON object of resolved parameter values
     */
    public record Asked(
            int version,
            String params,
            String trigger,
            @Nullable String idempotencyKey,
            long acceptedAt) {}

    /** A word on why the run is where it is: code ({@code ORB-…}, empty for none), message, and the step to blame. */
    public record Ending(
            String code, String message, @Nullable String step) {}

    public RunState {
        steps = List.copyOf(steps);
    }

    public static RunState absent(String id) {
        return new RunState(id, RunPhase.ABSENT, new Asked(0, "{}", "", null, 0), 0, 0, 0, 0, 0, null, List.of());
    }

    /** Steps of the segment, in order; empty when there is no such segment. */
    public List<StepState> segment(String name) {
        return steps.stream().filter(step -> step.segment().equals(name)).toList();
    }

    /** The step of that id; null when the run has none. */
    public @Nullable StepState step(String stepId) {
        return steps.stream()
                .filter(step -> step.id().equals(stepId))
                .findFirst()
                .orElse(null);
    }

    /** Steps of which news may still come. */
    public Stream<StepState> open() {
        return steps.stream().filter(step -> step.phase().open());
    }

    public boolean allSucceeded() {
        return steps.stream().allMatch(step -> step.phase() == StepPhase.SUCCEEDED);
    }

    /** The first step that the offer with this fence still wants to be done; null when there is none. */
    public @Nullable StepState wanted(String segment, long fence) {
        return segment(segment).stream()
                .filter(step -> step.attempt().fence() == fence)
                .filter(step -> step.phase() == StepPhase.SCHEDULED || step.phase() == StepPhase.RUNNING)
                .findFirst()
                .orElse(null);
    }

    /** A step that shows who took the attempt with this fence; null while nobody has. */
    public StepState.@Nullable Attempt taken(String segment, long fence) {
        return steps.stream()
                .filter(step -> step.segment().equals(segment) && step.attempt().fence() == fence)
                .map(StepState::attempt)
                .filter(attempt -> attempt.runner() != null)
                .findFirst()
                .orElse(null);
    }

    /** Epoch ms of the end; 0 while it has not come. */
    public long finishedAt() {
        return phase.terminal() ? since : 0;
    }

    RunState step(String stepId, UnaryOperator<StepState> next) {
        return each(step -> step.id().equals(stepId) ? next.apply(step) : step);
    }

    RunState each(UnaryOperator<StepState> next) {
        List<StepState> all = steps.stream().map(next).toList();
        return new RunState(id, phase, asked, seq, epoch, lastFence, startedAt, since, ending, all);
    }

    RunState at(long nextSeq) {
        return new RunState(id, phase, asked, nextSeq, epoch, lastFence, startedAt, since, ending, steps);
    }

    RunState fenced(long fence) {
        return new RunState(id, phase, asked, seq, epoch, fence, startedAt, since, ending, steps);
    }

    RunState enter(RunPhase next, long at, @Nullable Ending why) {
        return new RunState(id, next, asked, seq, epoch, lastFence, startedAt, at, why, steps);
    }

    RunState started(long at) {
        long first = startedAt == 0 ? at : startedAt;
        return new RunState(id, RunPhase.RUNNING, asked, seq, epoch, lastFence, first, at, null, steps);
    }

    RunState resumed(int nextEpoch, long at) {
        return new RunState(id, RunPhase.QUEUED, asked, seq, nextEpoch, lastFence, startedAt, at, null, steps);
    }
}
