package io.orbit.control.core;

import io.orbit.wire.Metric;
import io.orbit.wire.ReportItem;
import io.orbit.wire.StepReport;
import io.orbit.wire.report.StepCancelled;
import io.orbit.wire.report.StepFailed;
import io.orbit.wire.report.StepProgressed;
import io.orbit.wire.report.StepStarted;
import io.orbit.wire.report.StepSucceeded;
import java.util.ArrayList;
import java.util.List;

/** What runners say, with results, metrics and outputs of all sizes. */
final class Reports {
    /** Two of them do not fit into one offer. */
    private static final String BULK = "\"" + "o".repeat(2_200_000) + "\"";

    /** More than a result may have. */
    private static final String TOO_LONG = "\"" + "r".repeat(256 * 1024) + "\"";

    private final Dice dice;
    private final House house;
    private int bulks;

    /** @param huge true for a few outputs of which two are too large for one offer */
    Reports(Dice dice, House house, boolean huge) {
        this.dice = dice;
        this.house = house;
        this.bulks = huge ? dice.of(0, 0, 3) : 0;
    }

    StepReport of(Act act, Command.Report report) {
        return new StepReport(
                act.pipeline(),
                act.run(),
                report.segment(),
                1,
                report.fence(),
                report.runner(),
                report.runnerEpoch(),
                report.items().stream().map(item -> item(act, item)).toList());
    }

    private ReportItem item(Act act, Command.Item item) {
        if (item instanceof Command.Item.Started) {
            return new ReportItem(item.step(), new StepStarted());
        } else if (item instanceof Command.Item.Progressed now) {
            List<Metric> metrics = new ArrayList<>();
            now.metrics().forEach((name, value) -> metrics.add(new Metric(name, value)));
            return new ReportItem(item.step(), new StepProgressed(now.healthy(), metrics));
        } else if (item instanceof Command.Item.Succeeded) {
            return new ReportItem(item.step(), succeeded(joined(act, item.step())));
        } else if (item instanceof Command.Item.Failed failed) {
            StepState.Problem why = failed.problem();
            String message = dice.chance(0.05) ? why.message().repeat(1_000) : why.message();
            return new ReportItem(item.step(), new StepFailed(why.code(), why.kind(), message));
        }
        return new ReportItem(item.step(), new StepCancelled());
    }

    /** True when a step of another segment reads this one and others, so that large outputs meet in its offer. */
    private boolean joined(Act act, String step) {
        RunModel run = house.laws.model(act.pipeline()).runs.get(act.run());
        return run != null
                && run.plan.steps().stream()
                        .filter(reader -> !reader.light() && reader.upstreams().contains(step))
                        .anyMatch(reader -> reader.upstreams().stream()
                                        .map(up -> run.steps.get(up).planned)
                                        .filter(up ->
                                                !up.light() && !up.segment().equals(reader.segment()))
                                        .count()
                                > 1);
    }

    private StepSucceeded succeeded(boolean joined) {
        String result = dice.of(null, "{\"n\":1}", "\"ü\"");
        if (dice.chance(0.005)) {
            result = TOO_LONG;
        }
        String output = dice.of(null, "{\"path\":\"out\"}");
        if (joined && bulks > 0 && dice.chance(0.7)) {
            output = BULK;
            bulks--;
        }
        List<Metric> metrics =
                dice.chance(0.5) ? List.of() : List.of(new Metric("rows", (long) dice.below(100)), new Metric("a", 1L));
        return new StepSucceeded(result, metrics, output);
    }
}
