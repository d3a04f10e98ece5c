package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.schemas.Wire;
import io.orbit.wire.ReportItem;
import io.orbit.wire.StepReport;
import io.orbit.wire.StepWork;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final long LINGER = 1000;
    private static final ReportItem STARTED = ReportItems.started("a");
    private static final ReportItem SUCCEEDED =
            ReportItems.succeeded("a", new StepOutcome(null, Map.of("rowsOut", 2L, "ms", 1L), null));

    private final Outbox outbox = new Outbox(ControlSide.command("run", 7, List.of(new StepWork("a", "{}"))), LINGER);

    @Test
    void theStartWaitsForTheLinger() {
        outbox.add(STARTED, false, 100);

        assertThat(outbox.waitNanos(100)).isEqualTo(LINGER);
        assertThat(outbox.waitNanos(600)).isEqualTo(500);
        assertThat(outbox.waitNanos(1100)).isZero();
        assertThat(outbox.waitNanos(5000)).isZero();
    }

    @Test
    void theLastItemTakesAllWithItAtOnce() {
        outbox.add(STARTED, false, 100);
        outbox.add(SUCCEEDED, true, 101);

        assertThat(outbox.waitNanos(101)).isZero();
        StepReport report = take();
        assertThat(report.getItems()).containsExactly(STARTED, SUCCEEDED);
        assertThat(report.getFence()).isEqualTo(7);
        assertThat(report.getRunner()).isEqualTo("r1");
        assertThat(report.getRunnerEpoch()).isEqualTo(42);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void whileARecordIsOnItsWayTheNextItemsGather() {
        outbox.add(STARTED, false, 100);
        take();
        outbox.add(SUCCEEDED, false, 5000);
        outbox.add(STARTED, false, 6000);

        assertThat(outbox.waitNanos(9000)).isEqualTo(Long.MAX_VALUE);
        outbox.delivered();
        assertThat(outbox.waitNanos(9000)).isZero();
        assertThat(take().getItems()).containsExactly(SUCCEEDED, STARTED);
    }

    @Test
    void aRecordNeverOutgrowsWhatABrokerTakes() {
        String result = "x".repeat(ReportItems.MAX_RESULT_BYTES - 2);
        for (int i = 0; i < 8; i++) {
            outbox.add(ReportItems.succeeded("a", new StepOutcome(new TextNode(result), Map.of(), null)), i == 7, 0);
        }

        int items = 0;
        while (!outbox.isEmpty()) {
            byte[] record = outbox.take("t", "r1", 42).value();
            assertThat(record.length).isLessThan(1_000_000);
            items += Wire.REPORT.decode(record).getItems().size();
        }
        assertThat(items).isEqualTo(8);
    }

    private StepReport take() {
        return Wire.REPORT.decode(outbox.take("t", "r1", 42).value());
    }
}
