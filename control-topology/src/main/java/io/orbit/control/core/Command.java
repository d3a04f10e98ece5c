package io.orbit.control.core;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What is asked of the control plane, by a person, a runner or a clock. A closed family. */
public sealed interface Command {
    /** Publish a definition, already cut; {@code fault} says what is wrong with it, null when it is sound. */
    record Define(
            String hash,
            String definition,
            @Nullable Plan plan,
            @Nullable Fault fault) implements Command {}

    /** Start a run; {@code fault} says what is wrong with the parameters, null when they are sound. */
    record Start(
            String params,
            String trigger,
            @Nullable String idempotencyKey,
            @Nullable Fault fault) implements Command {}

    /** A run that waited may take a place that became free. The control plane's own, in the same transaction. */
    record Admit() implements Command {}

    record Cancel(String reason) implements Command {}

    /** Go on at the first step that has not succeeded. */
    record Resume() implements Command {}

    /** Run {@code fromStep} and what follows it again; null means like {@link Resume}. */
    record Retry(@Nullable String fromStep) implements Command {}

    record Redrive(String step, String token) implements Command {}

    /** A timer of {@link Timers} has come due. */
    record TimerDue(String timer, long fence) implements Command {}

    record RetryDue(String segment, long fence) implements Command {}

    record LeaseExpired(String segment, long fence, String runner, String detail) implements Command {}

    /** The offer could not be made, because of {@code fault}. The control plane's own, in the same transaction. */
    record Unofferable(String segment, long fence, Fault fault) implements Command {}

    /** What a runner says of an attempt, in its order. */
    record Report(String segment, long fence, String runner, long runnerEpoch, List<Item> items) implements Command {}

    /** What is wrong with an input: code ({@code ORB-…}) and a message for people. */
    record Fault(String code, String message) {}

    /** One thing that a runner says of a step. */
    sealed interface Item {
        String step();

        record Started(String step) implements Item {}

        record Progressed(String step, boolean healthy, SortedMap<String, Long> metrics) implements Item {}

        record Succeeded(
                String step,
                @Nullable String result,
                SortedMap<String, Long> metrics,
                @Nullable String output) implements Item {}

        record Failed(String step, StepState.Problem problem) implements Item {}

        record Cancelled(String step) implements Item {}
    }
}
