package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.control.core.Fact;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code orbit dev} does with work in hand when it is told to end. */
@Timeout(600)
class DrainTest {
    private static final String DEFINITION = """
            { "apiVersion": "orbit/v1", "name": "drained",
              "steps": [
                { "id": "at-work", "method": "UserMethods.wait", "with": { "durationMs": 3000 } },
                { "id": "after", "method": "UserMethods.noop", "dependsOn": ["at-work"] } ] }
            """;

    @TempDir
    private Path folder;

    @AfterEach
    void killWhatIsLeft() {
        Child.killAll();
    }

    @Test
    void aStepAtWorkEndsBeforeTheProcessDoesAndIsNotRunAgain() throws Exception {
        Path data = folder.resolve("data");
        Dev first = Dev.start(data);
        first.orbit().apply(DEFINITION);
        String runId = first.orbit().run("default.drained");
        first.orbit().awaitStep(runId, "at-work", "RUNNING");

        first.process().signal("TERM");
        first.process().exit();
        Dev second = Dev.start(data);
        second.orbit().awaitRun(runId, "SUCCEEDED");

        assertThat(second.orbit().facts(runId, Fact.StepStarted.class))
                .extracting(started -> started.step() + " " + started.attempt())
                .startsWith("at-work 1")
                .doesNotContain("at-work 2");
        assertThat(second.orbit().facts(runId, Fact.StepSucceeded.class))
                .extracting(Fact.StepSucceeded::step)
                .isEqualTo(List.of("at-work", "after"));
        assertThat(second.orbit().facts(runId, Fact.StepLost.class))
                .filteredOn(lost -> lost.step().equals("at-work"))
                .isEmpty();
    }
}
