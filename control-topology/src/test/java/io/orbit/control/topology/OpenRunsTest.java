package io.orbit.control.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.control.core.Command;
import io.orbit.control.core.Plan;
import io.orbit.control.core.PlannedStep;
import io.orbit.control.core.RetryPolicy;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.control.core.StepPhase;
import io.orbit.control.core.StepState;
import io.orbit.control.core.Timers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is asked of the log, and how often. */
class OpenRunsTest {
    private static final String RUN = "default.wide.01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final int STEPS = 3;
    private static final long DUE = Timers.OFFER_MS;

    private final OpenRuns open = new OpenRuns();

    @Test
    void aTimerIsAskedOnceThoughItsRunChangesBeforeTheAnswer() {
        open.update(run(offered(0), offered(1), offered(2)), PLAN);
        assertThat(open.takeDue(DUE)).hasSize(STEPS);

        // The answer to the first: it is offered again, and not due for a while. The others wait for theirs.
        open.answered(RUN, new Command.TimerDue("OFFER/s0", 1));
        open.update(run(again(0), offered(1), offered(2)), PLAN);

        assertThat(open.takeDue(DUE + 1)).isEmpty();
    }

    @Test
    void aTimerThatStandsAfterItsAnswerIsAskedAgain() {
        RunState run = run(offered(0), offered(1), offered(2));
        open.update(run, PLAN);
        open.takeDue(DUE);

        open.answered(RUN, new Command.TimerDue("OFFER/s1", 2));
        open.update(run, PLAN);

        assertThat(open.takeDue(DUE)).extracting(due -> due.timer().subject()).containsExactly("s1");
    }

    @Test
    void aTimerOfALaterAttemptIsAnother() {
        open.update(run(offered(0), offered(1), offered(2)), PLAN);
        open.takeDue(DUE);

        open.update(run(offered(0), offered(1), step(2, StepPhase.SCHEDULED, 9, 1, 0, null)), PLAN);

        assertThat(open.takeDue(DUE)).extracting(due -> due.timer().fence()).containsExactly(9L);
    }

    @Test
    void aSilenceIsToldOncePerAttempt() {
        RunState run = run(held(0), held(1), offered(2));
        open.update(run, PLAN);
        List<OpenRuns.Held> held = open.held();
        assertThat(held).hasSize(2);

        held.forEach(open::asked);
        open.update(run, PLAN);
        assertThat(open.held()).isEmpty();

        open.answered(RUN, new Command.LeaseExpired("s0", 1, "r", "silent"));
        open.update(run, PLAN);
        assertThat(open.held()).extracting(OpenRuns.Held::segment).containsExactly("s0");
    }

    @Test
    void nothingIsLeftOfARunThatIsOver() {
        open.update(run(offered(0), held(1), offered(2)), PLAN);
        open.takeDue(DUE);
        open.held().forEach(open::asked);

        open.update(
                new RunState(RUN, RunPhase.SUCCEEDED, RunState.absent(RUN).asked(), 9, 1, 3, 1, 1, null, List.of()),
                PLAN);
        assertThat(open.takeDue(Long.MAX_VALUE)).isEmpty();
        assertThat(open.held()).isEmpty();

        // Redriven: all is asked anew.
        open.update(run(offered(0), held(1), offered(2)), PLAN);
        assertThat(open.takeDue(DUE)).hasSize(2);
        assertThat(open.held()).hasSize(1);
    }

    private static final Plan PLAN = plan();

    private static Plan plan() {
        List<PlannedStep> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            steps.add(new PlannedStep(
                    "s" + i, "UserMethods.noop", "s" + i, true, List.of(), 0, new RetryPolicy(0, 0, 1, 0, 0)));
        }
        return new Plan(1, 0, 0, Plan.Overlap.QUEUE, steps);
    }

    private static RunState run(StepState... steps) {
        return new RunState(RUN, RunPhase.RUNNING, RunState.absent(RUN).asked(), 1, 1, 3, 0, 0, null, List.of(steps));
    }

    private static StepState offered(int number) {
        return step(number, StepPhase.SCHEDULED, number + 1, 1, 0, null);
    }

    private static StepState again(int number) {
        return step(number, StepPhase.SCHEDULED, number + 1, 2, DUE, null);
    }

    private static StepState held(int number) {
        return step(number, StepPhase.RUNNING, number + 1, 1, 0, "r");
    }

    private static StepState step(
            int number, StepPhase phase, long fence, int offer, long scheduledAt, @Nullable String runner) {
        StepState.Attempt attempt = new StepState.Attempt(1, fence, offer, scheduledAt, 0, 0, runner, 1);
        String name = "s" + number;
        return new StepState(name, name, phase, attempt, 0, 0, 0, 0, StepState.Yield.NONE, null, null, List.of());
    }
}
