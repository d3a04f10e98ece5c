package io.orbit.control.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
    int generation;
    long dueAt;
    SortedMap<String, Long> metrics = new TreeMap<>();

    /** How each attempt ended that did not succeed, by its number. */
    final Map<Integer, String> past = new LinkedHashMap<>();

    StepState.@Nullable Problem error;

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

    void scheduled(Fact.StepScheduled fact) {
        attempt = fact.attempt();
        fence = fact.fence();
        offer = 0;
    }

    void offered(int number, long at) {
        offer = number;
        offeredAt = at;
    }

    /** True when a progress that says this says something new. */
    boolean learns(boolean healthy, SortedMap<String, Long> told) {
        return !metrics.equals(told) || (healthy && failures + losses > 0);
    }

    void progressed(Fact.StepProgressed fact) {
        metrics = fact.metrics();
        if (fact.healthy()) {
            failures = 0;
            losses = 0;
        }
    }

    void succeeded(SortedMap<String, Long> left) {
        metrics = left;
        error = null;
        token = null;
    }

    void ended(String outcome) {
        past.put(attempt, outcome);
    }

    void released() {
        ended("RELEASED");
        phase = StepPhase.PENDING;
    }

    void failed(StepState.Problem problem) {
        ended("FAILED");
        failures++;
        error = problem;
    }

    void lost() {
        ended("LOST");
        losses++;
    }

    void buried(Fact.StepDeadLettered fact) {
        error = fact.problem();
        token = fact.token();
    }

    /** How the newest ten ended; state keeps no more. */
    Map<Integer, String> newestPast() {
        Map<Integer, String> newest = new LinkedHashMap<>(past);
        newest.keySet()
                .removeIf(number ->
                        past.keySet().stream().filter(each -> each > number).count() >= 10);
        return newest;
    }

    void reset() {
        generation += phase == StepPhase.SUCCEEDED ? 1 : 0;
        phase = StepPhase.PENDING;
        failures = 0;
        losses = 0;
        metrics = new TreeMap<>();
        error = null;
        token = null;
    }

    @Override
    public String toString() {
        return "%s %s attempt %d fence %d failures %d losses %d generation %d past %s"
                .formatted(id(), phase, attempt, fence, failures, losses, generation, past);
    }
}
