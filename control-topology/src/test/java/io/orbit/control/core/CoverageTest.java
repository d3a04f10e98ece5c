package io.orbit.control.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.schemas.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The stories go everywhere: every phase of a run meets every command, every phase of a step every report, every fact
 * happens, every timer fires, every refusal is given.
 */
final class CoverageTest {
    /** Pairs that cannot meet, and why. */
    private static final Map<String, String> IMPOSSIBLE = Map.of(
            "RunPhase QUEUED × Define", "a definition is about a pipeline, and meets no run",
            "RunPhase RUNNING × Define", "the same",
            "RunPhase CANCELLING × Define", "the same",
            "RunPhase SUCCEEDED × Define", "the same",
            "RunPhase FAILED × Define", "the same",
            "RunPhase CANCELLED × Define", "the same");

    private static final List<ErrorCode> REFUSALS = List.of(
            ErrorCode.PIPELINE_NOT_FOUND,
            ErrorCode.RUN_NOT_FOUND,
            ErrorCode.RUN_FINISHED,
            ErrorCode.RUN_NOT_FINISHED,
            ErrorCode.RUN_SUCCEEDED,
            ErrorCode.DUPLICATE_REQUEST,
            ErrorCode.CONCURRENCY_LIMIT,
            ErrorCode.NOTHING_TO_REDRIVE,
            ErrorCode.UNCHANGED_DEFINITION,
            ErrorCode.REQUEST_INVALID,
            ErrorCode.UNKNOWN_STEP,
            ErrorCode.STALE_ATTEMPT,
            ErrorCode.DUPLICATE_REPORT,
            ErrorCode.STALE_TIMER,
            ErrorCode.NOT_THE_OWNER,
            ErrorCode.FUTURE_FENCE);

    @Test
    void theStoriesGoEverywhere() {
        Coverage coverage = new Coverage();

        LongStream.rangeClosed(1, 6_000).parallel().forEach(seed -> Story.tell(seed, Rules.REAL, coverage));

        Set<String> unvisited = new TreeSet<>(places());
        unvisited.removeAll(coverage.visited());
        assertThat(unvisited).as("what no story visited").containsExactlyInAnyOrderElementsOf(IMPOSSIBLE.keySet());
    }

    private static Set<String> places() {
        Set<String> places = new TreeSet<>();
        leaves(Fact.class).forEach(fact -> places.add(Coverage.fact(fact)));
        REFUSALS.forEach(code -> places.add(Coverage.refusal(code.id())));
        for (Timers.Kind timer : Timers.Kind.values()) {
            places.add(Coverage.timer(timer.name()));
        }
        for (Class<?> command : leaves(Command.class)) {
            for (RunPhase phase : RunPhase.values()) {
                places.add(Coverage.pair(phase, command));
            }
        }
        for (Class<?> item : leaves(Command.Item.class)) {
            for (StepPhase phase : StepPhase.values()) {
                places.add(Coverage.pair(phase, item));
            }
        }
        return places;
    }

    private static List<Class<?>> leaves(Class<?> family) {
        return Arrays.asList(family.getPermittedSubclasses());
    }
}
