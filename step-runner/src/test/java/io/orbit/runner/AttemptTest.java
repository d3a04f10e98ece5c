package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.schemas.ErrorCode;
import io.orbit.wire.ReportItem;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What an attempt reports of steps that one engine's plan runs together. */
class AttemptTest {
    private static final StepOutcome DONE = new StepOutcome(null, Map.of(), null);

    /** Steps a, b, c; {@code script} is what the engine says of them. */
    private static List<String> reports(Consumer<SegmentListener> script) {
        List<String> said = new ArrayList<>();
        new Attempt(command("{}"), voice(said)).run(new Scripted(script));
        return said;
    }

    private static StepCommand command(String spec) {
        return StepCommand.newBuilder()
                .setPipeline("default.p")
                .setRunId("run")
                .setVersion(1)
                .setSegment("a")
                .setAttempt(1)
                .setFence(1)
                .setOffer(1)
                .setLight(false)
                .setRunStartedAt(0)
                .setSteps(List.of(new StepWork("a", spec), new StepWork("b", "{}"), new StepWork("c", "{}")))
                .setResults(List.of())
                .setInputs(List.of())
                .build();
    }

    private static Attempt.Voice voice(List<String> said) {
        return new Attempt.Voice() {
            @Override
            public void report(ReportItem item, boolean last) {
                String what = item.getBody().getClass().getSimpleName().substring("Step".length());
                said.add("%s %s%s".formatted(item.getStep(), what, last ? ", the last" : ""));
            }

            @Override
            public void log(String step, String level, String line) {}
        };
    }

    private record Scripted(Consumer<SegmentListener> script) implements Running {
        @Override
        public void run(SegmentRequest segment, SegmentListener listener, CancelToken cancel) {
            script.accept(listener);
        }
    }

    /** An engine that holds nothing. */
    private interface Running extends SegmentEngine {
        @Override
        default void warmUp() {}

        @Override
        default void close() {}
    }

    @Test
    void stepsThatAreAllStartedBeforeTheFirstSucceedsAreAllReported() {
        List<String> reports = reports(engine -> {
            List.of("a", "b", "c").forEach(engine::started);
            List.of("a", "b", "c").forEach(step -> engine.succeeded(step, DONE));
        });

        assertThat(reports)
                .containsExactly(
                        "a Started", "b Started", "c Started", "a Succeeded", "b Succeeded", "c Succeeded, the last");
    }

    @Test
    void stepsThatFollowEachOtherAreReportedInTurn() {
        List<String> reports = reports(engine -> List.of("a", "b", "c").forEach(step -> {
            engine.started(step);
            engine.succeeded(step, DONE);
        }));

        assertThat(reports)
                .containsExactly(
                        "a Started", "a Succeeded", "b Started", "b Succeeded", "c Started", "c Succeeded, the last");
    }

    @Test
    void progressIsReportedOfWhatIsAtWork() {
        List<String> reports = reports(engine -> {
            List.of("a", "b", "c").forEach(engine::started);
            engine.progress("b", false, Map.of("rowsOut", 1L));
            engine.progress("elsewhere", false, Map.of());
            throw new StepException("a", ErrorCode.BAD_ROW, "broken", null);
        });

        assertThat(reports)
                .containsExactly("a Started", "b Started", "c Started", "b Progressed", "a Failed, the last");
    }

    @Test
    void aStreamThatIsStoppedEndsWithWhatItHasAtWorkAndIsCancelledOnlyWhenThatTakesTooLong() {
        for (Duration patience : List.of(Duration.ofHours(1), Duration.ofMillis(1))) {
            boolean soon = patience.toHours() > 0;
            List<String> said = new CopyOnWriteArrayList<>();
            Attempt attempt = new Attempt(command("{\"stream\":{}}"), voice(said));

            attempt.run(new Running() {
                @Override
                public void run(SegmentRequest segment, SegmentListener listener, CancelToken cancel) {
                    attempt.stop(Stop.ORDERED, patience, Runnable::run);
                    while (!(soon ? cancel.stopping() : cancel.cancelled())) {
                        Thread.onSpinWait();
                    }
                    assertThat(cancel.cancelled()).isEqualTo(!soon);
                    throw new CancellationException("stopped");
                }
            });

            assertThat(said).containsExactly("a Cancelled, the last");
        }
    }

    @Test
    void aFailureIsThatOfTheStepThatTheEngineNamesThoughALaterOneHasStarted() {
        List<String> reports = reports(engine -> {
            List.of("a", "b", "c").forEach(engine::started);
            throw new StepException("b", ErrorCode.BAD_ROW, "broken", null);
        });

        assertThat(reports).containsExactly("a Started", "b Started", "c Started", "b Failed, the last");
    }
}
