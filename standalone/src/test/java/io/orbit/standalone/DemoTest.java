package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code orbit demo}, as a new user meets it. */
@Timeout(600)
class DemoTest {
    @TempDir
    private Path folder;

    @AfterEach
    void killWhatIsLeft() {
        Child.killAll();
    }

    @Test
    void theDemoRunsItsThreeExamplesPrintsTheLogAndEnds() throws Exception {
        Child demo = Child.start(folder, Map.of(), Main.class, List.of("demo"));

        assertThat(demo.exit()).as("%s", demo).isZero();

        assertThat(demo.out())
                .contains("published to orbit.requests-")
                .containsPattern("\\d+:\\d+\\s+1\\s+[\\d:.]+\\s+RunAccepted")
                .containsPattern("\\d+:\\d+\\s+\\d+\\s+[\\d:.]+\\s+StepSucceeded\\s+load-flights")
                .containsPattern("\\d+:\\d+\\s+\\d+\\s+[\\d:.]+\\s+RetryScheduled\\s+call-service")
                .containsPattern("\\d+:\\d+\\s+\\d+\\s+[\\d:.]+\\s+StepDeadLettered\\s+deliver");
        assertThat(demo.out().split("RunSucceeded", -1)).hasSize(4);
    }
}
