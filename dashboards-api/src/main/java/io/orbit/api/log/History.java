package io.orbit.api.log;

import io.orbit.api.view.EventView;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.control.core.PipelineState;
import io.orbit.control.core.Plan;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.control.core.Scope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.RunId;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of a run in the order of the log, with the rejections that concern it between them.
 *
 * @param events those with a seq go up by one; rejections have seq 0
 */
public record History(List<LoggedEvent> events) {
    public History {
        events = List.copyOf(events);
    }

    /** Number of the newest event; 0 when there is none. */
    public long seq() {
        return events.stream().mapToLong(each -> each.event().seq()).max().orElse(0);
    }

    /** True when the newest event ended the run. */
    public boolean terminal() {
        for (int i = events.size() - 1; i >= 0; i--) {
            Event event = events.get(i).event();
            if (event.seq() > 0) {
                Fact fact = event.fact();
                return fact instanceof Fact.RunSucceeded
                        || fact instanceof Fact.RunFailed
                        || fact instanceof Fact.RunCancelled;
            }
        }
        return false;
    }

    /**
     * Events from a seq on, each with the rejections before it; so a reader who goes on at {@code nextSeq} sees
     * everything once. Rejections after the newest event come with the next one, or when the run has ended, or when
     * {@code all} is asked for.
     *
     * @param limit no more events than that; the rejections before the last of them may exceed it
     */
    public EventView.Page page(long from, int limit, boolean all) {
        List<EventView> items = new ArrayList<>();
        List<EventView> rejections = new ArrayList<>();
        long next = Math.max(from, 1);
        boolean terminal = terminal();
        for (LoggedEvent each : events) {
            long seq = each.event().seq();
            if (seq == 0) {
                rejections.add(each.view());
            } else if (seq < from) {
                rejections.clear();
            } else if (items.size() >= limit) {
                return new EventView.Page(items, next, terminal);
            } else {
                items.addAll(rejections);
                rejections.clear();
                items.add(each.view());
                next = seq + 1;
            }
        }
        if (all || terminal) {
            items.addAll(rejections);
        }
        return new EventView.Page(items, next, terminal);
    }

    /**
     * The run as it was after event number {@code seq}.
     *
     * @param plan the one that the run started with
     * @throws OrbitException HISTORY_GONE when the log does not hold the run's beginning any more, BAD_REQUEST when the
     *     run has no such event
     */
    public RunState at(String runId, long seq, Plan plan) {
        long newest = seq();
        if (seq < 1 || seq > newest) {
            throw new OrbitException(
                    ErrorCode.BAD_REQUEST, "The run has the events 1 to %d; 'at' is %d.".formatted(newest, seq));
        }
        String pipeline = RunId.parse(runId).orElseThrow().pipeline();
        Scope scope = new Scope(PipelineState.absent(pipeline), plan, RunState.absent(runId), null);
        for (LoggedEvent each : events) {
            Event event = each.event();
            if (event.seq() > 0 && event.seq() <= seq) {
                boolean beginning = event.fact() instanceof Fact.RunAccepted;
                if (scope.run().phase() == RunPhase.ABSENT && !beginning) {
                    throw new OrbitException(
                            ErrorCode.HISTORY_GONE,
                            "The events topic begins at event %d of the run; what was before it is deleted."
                                    .formatted(event.seq()));
                }
                scope = event.evolve(scope);
            }
        }
        return scope.run();
    }
}
