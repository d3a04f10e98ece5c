package io.orbit.control.topology;

import io.orbit.schemas.RunId;
import io.orbit.wire.Request;
import io.orbit.wire.request.LeaseExpired;
import io.orbit.wire.request.TimerDue;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What only a clock can bring, asked of the log: it queues behind everything that has been said already, and only the log
 * decides. For the thread of its partition.
 */
final class Intents {
    /** The timer that asks to let in more of the runs that wait; its run is one of them. */
    static final String ADMIT = "ADMIT";

    private static final Duration TIMER_TICK = Duration.ofMillis(200);
    private static final Duration LEASE_TICK = Duration.ofSeconds(1);
    private static final String ACTOR = "orbit";

    private final ProcessorContext<byte[], byte[]> context;
    private final Outputs out;
    private final OpenRuns open;
    private final Liveness liveness;

    Intents(ProcessorContext<byte[], byte[]> context, Outputs out, OpenRuns open, Liveness liveness) {
        this.context = context;
        this.out = out;
        this.open = open;
        this.liveness = liveness;
    }

    void begin() {
        context.schedule(TIMER_TICK, PunctuationType.WALL_CLOCK_TIME, this::fireTimers);
        context.schedule(LEASE_TICK, PunctuationType.WALL_CLOCK_TIME, this::expireLeases);
    }

    /** Asks to let in {@code runId}, and those behind it. */
    void admit(String runId, long now) {
        ask(runId, new TimerDue(runId, ADMIT, 0L, now), now);
    }

    private void fireTimers(long now) {
        for (OpenRuns.Due due : open.takeDue(now)) {
            TimerDue body =
                    new TimerDue(due.runId(), due.timer().name(), due.timer().fence(), due.dueAt());
            ask(due.runId(), body, now);
        }
    }

    private void expireLeases(long now) {
        for (OpenRuns.Held held : open.held()) {
            String silence = liveness.silence(held.runner(), held.runnerEpoch());
            if (silence != null) {
                LeaseExpired body =
                        new LeaseExpired(held.runId(), held.segment(), held.fence(), held.runner(), silence);
                open.asked(held);
                ask(held.runId(), body, now);
            }
        }
    }

    private void ask(String runId, Object body, long now) {
        String pipeline = RunId.parse(runId).orElseThrow().pipeline();
        out.request(new Request(pipeline, ACTOR, null, null, body), now);
        context.commit();
    }
}
