package io.orbit.api.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.api.view.EventView;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.control.core.Plan;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final String RUN = "default.p.01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final Fact ACCEPTED = new Fact.RunAccepted("{}", "api", null);
    private static final Fact STARTED = new Fact.RunStarted();
    private static final Fact REJECTED = new Fact.Rejected("Cancel", "ORB-1103", "no", null);
    private static final Fact SUCCEEDED = new Fact.RunSucceeded();

    private static History of(Object... seqsAndFacts) {
        List<LoggedEvent> events = new ArrayList<>();
        for (int i = 0; i < seqsAndFacts.length; i += 2) {
            long seq = (Integer) seqsAndFacts[i];
            Event event = new Event("default.p", RUN, seq, 1000, "r:0:0", null, 1, (Fact) seqsAndFacts[i + 1]);
            events.add(new LoggedEvent(0, i, 10, event));
        }
        return new History(events);
    }

    private static List<Long> offsets(EventView.Page page) {
        return page.items().stream().map(EventView::offset).toList();
    }

    @Test
    void aRejectionComesWithTheEventThatFollowsIt() {
        History history = of(1, ACCEPTED, 0, REJECTED, 2, STARTED, 0, REJECTED);

        EventView.Page first = history.page(0, 1, false);
        EventView.Page second = history.page(first.nextSeq(), 500, false);
        EventView.Page third = history.page(second.nextSeq(), 500, false);

        assertThat(offsets(first)).containsExactly(0L);
        assertThat(offsets(second)).containsExactly(2L, 4L);
        assertThat(offsets(third)).isEmpty();
        assertThat(third.nextSeq()).isEqualTo(3);
        assertThat(third.terminal()).isFalse();
    }

    @Test
    void theLastRejectionsComeWhenTheRunHasEndedOrAllIsAskedFor() {
        History open = of(1, ACCEPTED, 0, REJECTED);
        History ended = of(1, ACCEPTED, 2, SUCCEEDED, 0, REJECTED);

        assertThat(offsets(open.page(0, 500, true))).containsExactly(0L, 2L);
        assertThat(offsets(ended.page(0, 500, false))).containsExactly(0L, 2L, 4L);
        assertThat(ended.page(0, 500, false).terminal()).isTrue();
    }

    @Test
    void aHistoryWithoutItsBeginningCannotBeFolded() {
        History history = of(2, STARTED, 3, SUCCEEDED);
        Plan plan = new Plan(1, 0, 0, Plan.Overlap.QUEUE, List.of());

        assertThatThrownBy(() -> history.at(RUN, 3, plan))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HISTORY_GONE));
    }
}
