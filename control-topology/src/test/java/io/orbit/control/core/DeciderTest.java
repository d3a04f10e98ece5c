package io.orbit.control.core;

import static io.orbit.control.core.Nodes.light;
import static io.orbit.control.core.Scene.failed;
import static io.orbit.control.core.Scene.names;
import static io.orbit.control.core.Scene.refusal;
import static io.orbit.control.core.Scene.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.control.codec.RowCodec;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules in single scenes; {@link StoriesTest} has them all together. */
final class DeciderTest {
    @Test
    void aRunThatWaitsIsNotOvertakenWhenTheLimitGrows() {
        Scene scene = new Scene();
        scene.define(1, light("a"));
        scene.start("first");
        scene.start("second");

        scene.define(3, light("a"), light("b"));
        scene.start("third");

        assertThat(scene.run("second").phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(scene.run("third").phase()).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void everyPlaceThatALargerLimitBringsIsGivenAway() {
        Scene scene = new Scene();
        scene.define(1, light("a"));
        List.of("one", "two", "three", "four").forEach(scene::start);

        scene.define(3, light("a"), light("b"));

        assertThat(scene.house.books.pipeline(Scene.PIPELINE).active()).hasSize(3);
        assertThat(scene.house.books.pipeline(Scene.PIPELINE).queue()).containsExactly(Scene.PIPELINE + ".four");
    }

    @Test
    void aSmallerLimitHoldsForTheRunsThatWaitAlready() {
        Scene scene = new Scene();
        scene.define(2, light("a"));
        List.of("one", "two", "three").forEach(scene::start);

        scene.define(1, light("a"), light("b"));
        scene.does("one", "a");

        assertThat(scene.run("three").phase()).isEqualTo(RunPhase.QUEUED);
    }

    @Test
    void aRunThatIsKnownIsNotStartedAgain() {
        Scene scene = Scene.of(light("a"));
        scene.start("first");

        List<Event> again = scene.start("first");

        assertThat(refusal(again)).isEqualTo(ErrorCode.DUPLICATE_REQUEST.id());
    }

    @Test
    void aKeyThatWasUsedIsAnsweredWithItsRun() {
        Scene scene = Scene.of(light("a"));
        scene.asks("first", new Command.Start("{}", "test", "key", null));

        List<Event> again = scene.asks("second", new Command.Start("{}", "test", "key", null));

        assertThat(refusal(again)).isEqualTo(ErrorCode.DUPLICATE_REQUEST.id());
        assertThat(((Fact.Rejected) again.get(0).fact()).message()).contains("'shop.orders.first'");
    }

    @Test
    void aCancelledRunSaysWhy() {
        Scene scene = Scene.of(light("a"));
        scene.start("first");

        scene.asks("first", new Command.Cancel("no longer needed"));

        assertThat(scene.run("first").ending()).isEqualTo(new RunState.Ending("", "no longer needed", null));
    }

    @Test
    void everyStepCountsItsOwnAttempts() {
        Scene scene = Scene.of(light("a"), light("b", "a"));
        scene.start("first");
        scene.does("first", "a");
        scene.says("first", started("b"), failed("b", "DATA"));

        scene.asks("first", new Command.Retry("a"));

        assertThat(scene.step("first", "a").attempt().number()).isEqualTo(2);
        assertThat(scene.step("first", "b").attempt().number()).isEqualTo(2);
        scene.does("first", "a");
        scene.says("first", started("b"), failed("b", "DATA"));
        scene.asks("first", new Command.Resume());
        scene.does("first", "b");
        scene.asks("first", new Command.Retry("a"));
        assertThat(scene.step("first", "a").attempt().number()).isEqualTo(3);
        assertThat(scene.step("first", "b").attempt().number()).isEqualTo(4);
    }

    @Test
    void cancellingARetryEndsNoAttemptTwice() {
        Scene scene = Scene.of(light("a"));
        scene.start("first");
        scene.says("first", started("a"), failed("a", "TRANSIENT"));

        scene.asks("first", new Command.Cancel("enough"));

        assertThat(scene.run("first").phase()).isEqualTo(RunPhase.CANCELLED);
        assertThat(scene.step("first", "a").past())
                .extracting(StepState.Past::outcome)
                .containsExactly("FAILED");
    }

    @Test
    void aReportThatSaysNothingIsRefused() {
        Scene scene = Scene.of(light("a"));
        scene.start("first");

        List<Event> events = scene.asks("first", new Command.Report("a", 1, "runner-1", 1, List.of()));

        assertThat(refusal(events)).isEqualTo(ErrorCode.REQUEST_INVALID.id());
    }

    @Test
    void aRunWithoutStepsSucceedsAtOnce() {
        Scene scene = new Scene();
        scene.define(0);

        List<Event> events = scene.start("first");

        assertThat(names(events)).containsExactly("RunAccepted", "RunStarted", "RunSucceeded");
    }

    @Test
    void aRunWhosePlanIsNotInScopeIsRefusedAndNotAnError() {
        Scene scene = Scene.of(light("a"));
        scene.start("first");
        Scope scope = new Scope(scene.house.books.pipeline(Scene.PIPELINE), null, scene.run("first"), null);

        List<Event> events = Decider.decide(scope, new Command.TimerDue("OFFER/a", 1), new Origin(1, "cause", null));

        assertThat(refusal(events)).isEqualTo(ErrorCode.RUN_NOT_FOUND.id());
    }

    @Test
    void anOfferThatCannotBeMadeFailsForGood() {
        Scene scene = Scene.of(light("a"));
        scene.start("first");

        List<Event> events =
                scene.asks("first", new Command.Unofferable("a", 1, new Command.Fault("ORB-1016", "too large")));

        assertThat(names(events)).containsExactly("StepFailed", "StepDeadLettered", "RunFailed");
    }

    @Test
    void anOfferThatIsTakenCanNoLongerBeCalledImpossible() {
        Scene scene = Scene.of(light("a"), light("b", "a"));
        scene.start("first");
        scene.says("first", started("a"));

        List<Event> events =
                scene.asks("first", new Command.Unofferable("a", 1, new Command.Fault("ORB-1016", "too large")));

        assertThat(refusal(events)).isEqualTo("ORB-1016");
    }

    @Test
    void theOutcomeOfADecisionIsTheFoldOfItsEvents() {
        Scene scene = Scene.of(light("a"), light("b"));
        Act start = new Act(
                scene.now, Scene.PIPELINE, Scene.PIPELINE + ".first", new Command.Start("{}", "test", null, null));
        Scope scope = scene.house.books.scope(start);

        Decider.Outcome outcome = Decider.outcome(scope, start.command(), new Origin(scene.now, "cause", null));

        Scope folded = scope;
        for (Event event : outcome.events()) {
            folded = event.evolve(folded);
        }
        assertThat(outcome.scope()).isEqualTo(folded);
    }

    /** Every step has failed as often, and with as much to say, as can be. */
    @Test
    void theStateOfTheLongestRunFitsIntoARecord() {
        StepState.Problem problem = new StepState.Problem("ORB-2000", "TRANSIENT", "\u6f22".repeat(60_000 / 500));
        List<StepState> steps = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String name = "s".repeat(60) + i;
            PlannedStep planned = new PlannedStep(name, "m", name, true, List.of(), 0, RetryPolicy.DEFAULT);
            StepState step = StepState.pending(planned);
            for (int attempt = 0; attempt < 20; attempt++) {
                step = step.in(
                                StepPhase.RUNNING,
                                new StepState.Attempt(attempt, attempt, 1, 1, 1, 1, "r".repeat(100), 1))
                        .closed(StepPhase.PENDING, "FAILED", 1, problem);
            }
            steps.add(step);
        }
        String params = "p".repeat(1_200_000);
        RunState.Asked asked = new RunState.Asked(1, params, "test", null, 1);
        RunState run = new RunState("default.p.one", RunPhase.RUNNING, asked, 1, 1, 1, 1, 1, null, steps);

        assertThat(RowCodec.encode(run)).hasSizeLessThan(Topics.MAX_RECORD_BYTES);
    }
}
