package io.orbit.api.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Waits waits = new Waits(2);

    private static LoggedEvent event(int partition, String cause, long seq) {
        return new LoggedEvent(
                partition, 5, 10, new Event("a.b", "a.b.run", seq, 1, cause, null, 1, new Fact.RunStarted()));
    }

    @Test
    void aDecisionWakesWhoeverWaitsForItOrForOneBeforeIt() {
        CompletableFuture<Boolean> before = waits.await(new Position(1, 6), LONG);
        CompletableFuture<Boolean> itself = waits.await(new Position(1, 7), LONG);
        CompletableFuture<Boolean> after = waits.await(new Position(1, 8), LONG);
        CompletableFuture<Boolean> elsewhere = waits.await(new Position(0, 7), LONG);

        waits.seen(event(1, "req:1:7", 3), "req");
        waits.wake();

        assertThat(before).isCompletedWithValue(true);
        assertThat(itself).isCompletedWithValue(true);
        assertThat(after).isNotDone();
        assertThat(elsewhere).isNotDone();
        assertThat(waits.decision(new Position(1, 7))).isNotNull();
        assertThat(waits.decided(1)).isEqualTo(7);
    }

    @Test
    void whatAReportCausedSaysNothingOfRequests() {
        waits.seen(event(1, "reports:1:7", 3), "req");

        assertThat(waits.decided(1)).isEqualTo(-1);
    }

    @Test
    void aPoisonedRequestIsDecidedByTheCommittedOffset() {
        CompletableFuture<Boolean> poisoned = waits.await(new Position(0, 3), LONG);

        waits.decided(Map.of(0, 3L, 77, 3L));
        waits.wake();

        assertThat(poisoned).isCompletedWithValue(true);
        assertThat(waits.decision(new Position(0, 3))).isNull();
    }

    @Test
    void aRunWakesWhoeverWaitsForThatSeqOrAnEarlierOne() {
        CompletableFuture<Boolean> reached = waits.awaitRun("a.b.run", 3, LONG);
        CompletableFuture<Boolean> ahead = waits.awaitRun("a.b.run", 4, LONG);

        waits.seen(event(0, "x:0:0", 3), "req");

        assertThat(reached).isCompletedWithValue(true);
        assertThat(ahead).isNotDone();
    }

    @Test
    void nobodyWaitsForLongerThanAllowedOrBeyondTheEnd() throws Exception {
        CompletableFuture<Boolean> brief = waits.await(new Position(0, 3), Duration.ofMillis(5));
        CompletableFuture<Boolean> run = waits.awaitRun("a.b.run", 3, LONG);

        assertThat(brief.get(10, TimeUnit.SECONDS)).isFalse();
        waits.close();

        assertThat(run).isCompletedWithValue(false);
        assertThat(waits.await(new Position(0, 3), LONG)).isCompletedWithValue(false);
        assertThat(waits.oldestMs()).isZero();
    }
}
