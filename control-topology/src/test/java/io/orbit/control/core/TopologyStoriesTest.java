package io.orbit.control.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every law once more, through the topology: what it writes to its topics and into its store is what the house says.
 * {@code -Dorbit.topology.stories=N} tells more stories, {@code -Dorbit.seed=S} tells one.
 */
final class TopologyStoriesTest {
    /** As many stories as go everywhere. */
    private static final long ENOUGH = 100;

    private static final long SLIPS_IN = 50;

    @TempDir
    private Path folder;

    @Test
    void theTopologyWritesWhatTheCoreDecides() {
        Long only = Long.getLong("orbit.seed");
        long count = Long.getLong("orbit.topology.stories", ENOUGH);
        Coverage coverage = new Coverage();
        LongStream seeds = only == null ? LongStream.rangeClosed(1, count) : LongStream.of(only);

        AssertionError failure = seeds.parallel()
                .mapToObj(seed -> failure(seed, Slip.NONE, coverage))
                .filter(Objects::nonNull)
                .findAny()
                .orElse(null);

        if (failure != null) {
            fail(failure.getMessage(), failure);
        }
        if (only == null && count >= ENOUGH) {
            assertThat(coverage.visited()).as("where the stories went").containsAll(places());
        }
    }

    @ParameterizedTest
    @MethodSource("slips")
    void everyPlantedSlipIsNoticed(PlantedSlip planted) {
        AssertionError noticed = LongStream.rangeClosed(1, SLIPS_IN)
                .mapToObj(seed -> failure(seed, planted.slip(), new Coverage()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);

        assertThat(noticed)
                .as("a story among %d that notices %s", SLIPS_IN, planted)
                .isNotNull()
                .hasMessageContaining("The last acts:");
    }

    static List<PlantedSlip> slips() {
        return PlantedSlip.ALL;
    }

    /** Every fact, and every timer. */
    private static List<String> places() {
        return Stream.concat(
                        Stream.of(Fact.class.getPermittedSubclasses()).map(Coverage::fact),
                        Stream.of(Timers.Kind.values()).map(kind -> Coverage.timer(kind.name())))
                .toList();
    }

    private @Nullable AssertionError failure(long seed, Slip slip, Coverage coverage) {
        try {
            TopologyStory.tell(seed, folder.resolve("story-" + seed), slip, coverage);
            return null;
        } catch (AssertionError broken) {
            return broken;
        }
    }
}
