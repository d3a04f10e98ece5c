package io.orbit.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.schemas.OrbitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochTest {
    @TempDir
    private Path dir;

    @Test
    void theEpochGrowsEvenWhenTheClockGoesBack() {
        long first = Epoch.next(dir, "r1", at(5000));
        long second = Epoch.next(dir, "r1", at(5000));
        long third = Epoch.next(dir, "r1", at(10));
        long fourth = Epoch.next(dir, "r1", at(9000));

        assertThat(new long[] {first, second, third, fourth}).containsExactly(5000, 5001, 5002, 9000);
    }

    @Test
    void eachRunnerOfAFolderHasItsOwn() {
        Epoch.next(dir, "r1", at(5000));

        assertThat(Epoch.next(dir, "r2", at(10))).isEqualTo(10);
    }

    @Test
    void withoutAFolderTheClockDecides() {
        assertThat(Epoch.next(null, "r1", at(7))).isEqualTo(7);
    }

    @Test
    void aBrokenFileIsNamedAndNotReplaced() throws Exception {
        Files.writeString(dir.resolve("runner-r1.epoch"), "soon");

        assertThatThrownBy(() -> Epoch.next(dir, "r1", at(7)))
                .isInstanceOf(OrbitException.class)
                .hasMessageContaining("runner-r1.epoch");
        assertThat(dir.resolve("runner-r1.epoch")).hasContent("soon");
    }

    private static Clock at(long ms) {
        return Clock.fixed(Instant.ofEpochMilli(ms), ZoneOffset.UTC);
    }
}
