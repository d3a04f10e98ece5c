package io.orbit.control.core;

import org.jspecify.annotations.Nullable;

/** What a step must be, read off the log. */
final class StepModel {
    final PlannedStep planned;
    StepPhase phase = StepPhase.PENDING;
    int attempt;
    long fence;
    int offer;
    long offeredAt;
    long startedAt;
    int failures;
    int losses;
    long dueAt;

    @Nullable
    String token;

    StepModel(PlannedStep planned) {
        this.planned = planned;
    }

    String id() {
        return planned.id();
    }

    boolean offered() {
        return phase == StepPhase.SCHEDULED || phase == StepPhase.RUNNING;
    }

    boolean open() {
        return offered() || phase == StepPhase.RETRYING;
    }

    void reset() {
        phase = StepPhase.PENDING;
        failures = 0;
        losses = 0;
        token = null;
    }

    @Override
    public String toString() {
        return "%s %s attempt %d fence %d".formatted(id(), phase, attempt, fence);
    }
}
