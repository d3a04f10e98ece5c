package io.orbit.control.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws are worth something only if they catch what they are there for. */
final class PlantedBugsTest {
    private static final long SEEDS = 10_000;

    @ParameterizedTest
    @MethodSource("bugs")
    void everyPlantedBugBreaksALaw(PlantedBug bug) {
        Story.Failure caught = LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> failure(seed, bug.rules()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);

        assertThat(caught).as("a story among %d that catches %s", SEEDS, bug).isNotNull();
    }

    static List<PlantedBug> bugs() {
        return PlantedBug.ALL;
    }

    private static Story.Failure failure(long seed, Rules rules) {
        try {
            Story.tell(seed, rules, new Coverage());
            return null;
        } catch (Story.Failure failure) {
            return failure;
        }
    }
}
