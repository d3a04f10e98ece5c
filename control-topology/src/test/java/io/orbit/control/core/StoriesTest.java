package io.orbit.control.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every law, over stories told by seeds: {@code -Dorbit.stories=N} tells more, {@code -Dorbit.seed=S} tells one. */
final class StoriesTest {
    @Test
    void everyLawHoldsInEveryStory() {
        Long only = Long.getLong("orbit.seed");
        long count = Long.getLong("orbit.stories", 20_000);
        LongStream seeds = only == null ? LongStream.rangeClosed(1, count) : LongStream.of(only);
        Coverage coverage = new Coverage();

        Story.Failure failure = seeds.parallel()
                .mapToObj(seed -> failure(seed, coverage))
                .filter(java.util.Objects::nonNull)
                .findAny()
                .orElse(null);

        if (failure != null) {
            fail(Shrinker.report(failure, Rules.REAL));
        }
        assertThat(coverage.visited()).isNotEmpty();
    }

    private static Story.Failure failure(long seed, Coverage coverage) {
        try {
            Story.tell(seed, Rules.REAL, coverage);
            return null;
        } catch (Story.Failure failure) {
            return failure;
        }
    }
}
