package io.orbit.control.core;

import static io.orbit.control.core.Nodes.after;
import static io.orbit.control.core.Nodes.heavy;
import static io.orbit.control.core.Nodes.light;
import static io.orbit.control.core.Nodes.materialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where the planner cuts. Segments are written as {@code first[all its steps]}. */
final class PlannerTest {
    @Test
    void aChainOfHeavyStepsIsOneSegment() {
        assertThat(segments(heavy("extract"), heavy("derive", "extract"), heavy("load", "derive")))
                .containsExactly("extract[extract derive load]");
    }

    @Test
    void dataThatTwoStepsReadIsWrittenOnce() {
        assertThat(segments(heavy("extract"), heavy("delta", "extract"), heavy("parquet", "extract")))
                .containsExactly("extract[extract]", "delta[delta]", "parquet[parquet]");
    }

    @Test
    void aJoinRunsTogetherWithBothOfItsExtracts() {
        assertThat(segments(heavy("flights"), heavy("airports"), heavy("join", "flights", "airports")))
                .containsExactly("flights[flights airports join]");
    }

    @Test
    void aJoinOfOneSourceWithItselfIsCutAfterTheSource() {
        assertThat(segments(heavy("source"), heavy("mean", "source"), heavy("join", "source", "mean")))
                .containsExactly("source[source]", "mean[mean join]");
    }

    @Test
    void aChainOfLightStepsIsOneSegment() {
        assertThat(segments(light("call"), light("parse", "call"), after(light("notify"), "parse")))
                .containsExactly("call[call parse notify]");
    }

    @Test
    void lightStepsThatJoinAreNotAChain() {
        assertThat(segments(light("left"), light("right"), light("both", "left", "right")))
                .containsExactly("left[left]", "right[right]", "both[both]");
    }

    @Test
    void lightAndHeavyStepsDoNotShareASegment() {
        assertThat(segments(
                        light("call"), heavy("extract", "call"), light("notify", "extract"), heavy("load", "notify")))
                .containsExactly("call[call]", "extract[extract]", "notify[notify]", "load[load]");
    }

    @Test
    void aSegmentEndsAfterAStepThatIsToBeMaterialised() {
        assertThat(segments(heavy("extract"), materialized(heavy("clean", "extract")), heavy("load", "clean")))
                .containsExactly("extract[extract clean]", "load[load]");
    }

    @Test
    void heavyStepsThatOnlyWaitForEachOtherShareNothing() {
        assertThat(segments(heavy("first"), after(heavy("second"), "first")))
                .containsExactly("first[first]", "second[second]");
    }

    @Test
    void stepsInAnyOrderRunAfterWhatTheyRead() {
        assertThat(segments(heavy("load", "derive"), heavy("derive", "extract"), heavy("extract")))
                .containsExactly("extract[extract derive load]");
    }

    @Test
    void stepsThatWaitForEachOtherInACircleAreRefused() {
        List<Planner.Node> circle = List.of(heavy("a", "b"), heavy("b", "a"));

        assertThatThrownBy(() -> Planner.plan(circle))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("circle");
    }

    private static List<String> segments(Planner.Node... nodes) {
        Plan plan = new Plan(1, 0, 0, Plan.Overlap.QUEUE, Planner.plan(List.of(nodes)));
        return plan.segments().stream()
                .map(name -> plan.segment(name).stream()
                        .map(PlannedStep::id)
                        .collect(Collectors.joining(" ", name + '[', "]")))
                .toList();
    }
}
