package io.orbit.control.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.control.codec.RowCodec;
import io.orbit.control.core.Command;
import io.orbit.control.core.PipelineState;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.Topics;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private static final Command START = new Command.Start("{}", "test", "key", null);

    @Test
    void aRunIsRefusedWhenAsManyAreOpenAsMayBe() {
        Command limited = Crowd.limited(START, pipeline(Crowd.MOST_OPEN - 1, 1));

        assertThat(limited)
                .isEqualTo(new Command.Start(
                        "{}",
                        "test",
                        "key",
                        new Command.Fault(ErrorCode.TOO_MANY_OPEN_RUNS.id(), ErrorCode.TOO_MANY_OPEN_RUNS.meaning())));
    }

    @Test
    void oneFewerLeavesRoom() {
        assertThat(Crowd.limited(START, pipeline(Crowd.MOST_OPEN - 2, 1))).isSameAs(START);
    }

    @Test
    void whatEndsARunIsNeverRefused() {
        Command cancel = new Command.Cancel("enough");

        assertThat(Crowd.limited(cancel, pipeline(Crowd.MOST_OPEN, 0))).isSameAs(cancel);
    }

    @Test
    void theRowOfAFullPipelineWithTheLongestNameFitsIntoARecord() {
        assertThat(RowCodec.encode(pipeline(Crowd.MOST_OPEN, 0))).hasSizeLessThan(Topics.MAX_RECORD_BYTES);
    }

    private static PipelineState pipeline(int active, int queued) {
        String name = "n".repeat(63) + '.' + "p".repeat(63);
        SortedSet<String> runs = new TreeSet<>();
        for (int i = 0; i < active; i++) {
            runs.add("%s.%026d".formatted(name, i));
        }
        List<String> queue = new java.util.ArrayList<>();
        for (int i = 0; i < queued; i++) {
            queue.add("%s.Q%025d".formatted(name, i));
        }
        return new PipelineState(name, 1, "hash", 1, 0, runs, queue);
    }
}
