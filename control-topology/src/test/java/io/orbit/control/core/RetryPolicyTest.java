package io.orbit.control.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {
    private static final RetryPolicy FIXED = new RetryPolicy(3, 5_000, 1, 300_000, 0);
    private static final RetryPolicy JITTERED = new RetryPolicy(3, 30_000, 2, 300_000, 0.1);

    @Test
    void theDefaultWaitsHalfAMinuteAndDoublesUpToFiveMinutes() {
        assertThat(IntStream.rangeClosed(1, 6).mapToLong(failures -> RetryPolicy.DEFAULT.delayAfter(failures, "")))
                .containsExactly(30_000L, 60_000L, 120_000L, 240_000L, 300_000L, 300_000L);
    }

    @Test
    void aFactorOfOneIsAFixedDelay() {
        assertThat(IntStream.rangeClosed(1, 3).mapToLong(failures -> FIXED.delayAfter(failures, "")))
                .containsExactly(5_000L, 5_000L, 5_000L);
    }

    @Test
    void threeRetriesAreFourAttempts() {
        assertThat(RetryPolicy.DEFAULT.allows(3)).isTrue();
        assertThat(RetryPolicy.DEFAULT.allows(4)).isFalse();
        assertThat(new RetryPolicy(0, 0, 1, 0, 0).allows(1)).isFalse();
    }

    @Test
    void jitterStaysWithinItsShare() {
        for (int seed = 0; seed < 10_000; seed++) {
            assertThat(JITTERED.delayAfter(1, "run/" + seed)).isBetween(27_000L, 33_000L);
        }
    }

    @Test
    void jitterSpreadsOverItsWholeShare() {
        LongSummaryStatistics delays = IntStream.range(0, 10_000)
                .mapToLong(seed -> JITTERED.delayAfter(1, "run/" + seed))
                .summaryStatistics();

        assertThat(delays.getMin()).isLessThan(27_100);
        assertThat(delays.getMax()).isGreaterThan(32_900);
        assertThat(delays.getAverage()).isBetween(29_900.0, 30_100.0);
    }

    @Test
    void equalSeedsGiveEqualJitter() {
        assertThat(JITTERED.delayAfter(2, "run-1/load/3")).isEqualTo(JITTERED.delayAfter(2, "run-1/load/3"));
    }

    @Test
    void jitterNeverExceedsTheLongestDelay() {
        RetryPolicy wild = new RetryPolicy(9, 300_000, 2, 300_000, 1);

        for (int seed = 0; seed < 1_000; seed++) {
            assertThat(wild.delayAfter(9, "run/" + seed)).isBetween(0L, 300_000L);
        }
    }

    @Test
    void aMillionFailuresDoNotOverflow() {
        RetryPolicy steep = new RetryPolicy(Integer.MAX_VALUE, Long.MAX_VALUE, 1_000, 86_400_000, 0.5);

        assertThat(RetryPolicy.DEFAULT.delayAfter(1_000_000, "")).isEqualTo(300_000);
        assertThat(steep.delayAfter(1_000_000, "run")).isBetween(43_200_000L, 86_400_000L);
    }

    @Test
    void aPolicyThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new RetryPolicy(-1, 0, 1, 0, 0)).hasMessageContaining("maxRetries");
        assertThatThrownBy(() -> new RetryPolicy(1, -1, 1, 0, 0)).hasMessageContaining("delays");
        assertThatThrownBy(() -> new RetryPolicy(1, 0, 0.5, 0, 0)).hasMessageContaining("factor");
        assertThatThrownBy(() -> new RetryPolicy(1, 0, 1, 0, 1.1)).hasMessageContaining("jitter");
    }
}
