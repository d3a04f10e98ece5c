package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.control.core.Fact;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a run when processes die or freeze in the middle of it. */
@Timeout(600)
class CrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Two light steps, a data set of its own, then a segment that is at work long enough to be killed, and loads. */
    private static final String DEFINITION = """
            { "apiVersion": "orbit/v1", "name": "%s",
              "retry": { "maxRetries": 3, "delayMs": 1000, "factor": 1.0 },
              "steps": [
                { "id": "prepare", "method": "UserMethods.noop", "with": { "result": { "batch": 7 } } },
                { "id": "note", "method": "UserMethods.noop", "dependsOn": ["prepare"] },
                { "id": "rows", "method": "ExtractMethods.csv", "dependsOn": ["note"], "materialize": true,
                  "with": { "path": "%s", "schema": { "id": "int", "name": "string" } } },
                { "id": "slow", "method": "UserMethods.pause", "inputs": ["rows"], "with": { "durationMs": %d } },
                { "id": "load", "method": "LoadMethods.delta", "inputs": ["slow"],
                  "with": { "path": "%s", "mode": "append" } } ] }
            """;

    private static final List<String> BEFORE_THE_CRASH = List.of("prepare", "note", "rows");
    private static final int ROWS = 500;

    @TempDir
    private Path folder;

    private Path data = Path.of("");
    private Path table = Path.of("");

    @BeforeEach
    void lay() {
        data = folder.resolve("data");
        table = folder.resolve("table");
    }

    @AfterEach
    void killWhatIsLeft() {
        Child.killAll();
    }

    @Test
    void killingTheWholeProcessMidRunLosesNothingAndRepeatsNothing() throws Exception {
        Dev first = Dev.start(data);
        first.orbit().apply(definition("killed-house", 4000));
        String runId = first.orbit().run("default.killed-house");
        first.orbit().awaitStep(runId, "slow", "RUNNING");

        first.process().kill();
        Orbit orbit = Dev.start(data).orbit();
        orbit.awaitRun(runId, "SUCCEEDED");

        assertRanOnce(orbit, runId);
        assertThat(orbit.facts(runId, Fact.StepLost.class))
                .extracting(Fact.StepLost::step)
                .contains("slow");
        assertTableHasEachRowOnce();
        assertThat(orbit.replaysEqually()).isTrue();
    }

    @Test
    void killingARunnerMidStepGivesTheNextAttemptToAnother() throws Exception {
        Orbit orbit = Dev.start(data, "--slots", "0").orbit();
        Pair pair = runners(orbit);
        orbit.apply(definition("killed-runner", 4000));
        String runId = orbit.run("default.killed-runner");
        orbit.awaitStep(runId, "slow", "RUNNING");
        String holder = orbit.step(runId, "slow").path("runner").asText();

        pair.named(holder).kill();
        orbit.awaitRun(runId, "SUCCEEDED");

        assertRanOnce(orbit, runId);
        assertThatTheAttemptMoved(orbit, runId, holder, pair.other(holder));
        assertTableHasEachRowOnce();
        assertThat(orbit.replaysEqually()).isTrue();
    }

    @Test
    void aRunnerFrozenPastItsLeaseIsRejectedOnTheRecordAndItsLoadChangesNothing() throws Exception {
        Orbit orbit = Dev.start(data, "--slots", "0").orbit();
        Pair pair = runners(orbit);
        orbit.apply(definition("frozen-runner", 4000));
        String runId = orbit.run("default.frozen-runner");
        orbit.awaitStep(runId, "slow", "RUNNING");
        String holder = orbit.step(runId, "slow").path("runner").asText();

        pair.named(holder).signal("STOP");
        orbit.awaitRun(runId, "SUCCEEDED");
        pair.named(holder).signal("CONT");
        await("late report of the frozen runner")
                .atMost(PATIENCE)
                .until(() -> !late(orbit, runId, holder).isEmpty());
        await("frozen runner is free again").atMost(PATIENCE).until(() -> idle(orbit, holder));

        assertThat(late(orbit, runId, holder)).isSubsetOf(ErrorCode.STALE_ATTEMPT.id(), ErrorCode.RUN_FINISHED.id());
        assertRanOnce(orbit, runId);
        assertThatTheAttemptMoved(orbit, runId, holder, pair.other(holder));
        assertTableHasEachRowOnce();
        assertThat(orbit.look(runId).path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(orbit.replaysEqually()).isTrue();
    }

    /** Two runners, one of which will hold the attempt. */
    private record Pair(Child a, Child b) {
        Child named(String runner) {
            return runner.equals("a") ? a : b;
        }

        String other(String runner) {
            return runner.equals("a") ? "b" : "a";
        }
    }

    private Pair runners(Orbit orbit) throws IOException {
        Path place = folder.resolve("runners");
        Pair pair = new Pair(Child.runner(place, orbit.bootstrap(), "a"), Child.runner(place, orbit.bootstrap(), "b"));
        await("both runners").atMost(PATIENCE).until(() -> idle(orbit, "a") && idle(orbit, "b"));
        return pair;
    }

    private static boolean idle(Orbit orbit, String runner) {
        for (JsonNode each : orbit.ask("runners").json().path("items")) {
            if (each.path("runner").asText().equals(runner)) {
                return each.path("state").asText().equals("READY")
                        && each.path("busy").asInt() == 0;
            }
        }
        return false;
    }

    /** Codes of the rejections of what that runner reported. */
    private static Set<String> late(Orbit orbit, String runId, String runner) {
        return orbit.events(runId).stream()
                .filter(event -> runner.equals(event.actor()) && event.fact() instanceof Fact.Rejected)
                .map(event -> ((Fact.Rejected) event.fact()).code())
                .collect(Collectors.toSet());
    }

    /** Steps that had succeeded before the crash were started once and succeeded once; every step succeeded once. */
    private static void assertRanOnce(Orbit orbit, String runId) {
        List<String> succeeded = orbit.facts(runId, Fact.StepSucceeded.class).stream()
                .map(Fact.StepSucceeded::step)
                .toList();
        List<String> started = orbit.facts(runId, Fact.StepStarted.class).stream()
                .map(Fact.StepStarted::step)
                .toList();
        List<String> all = new ArrayList<>(BEFORE_THE_CRASH);
        all.addAll(List.of("slow", "load"));
        assertThat(succeeded).containsExactlyElementsOf(all);
        assertThat(started).startsWith(BEFORE_THE_CRASH.toArray(new String[0]));
        assertThat(started.subList(BEFORE_THE_CRASH.size(), started.size()))
                .containsOnly("slow", "load")
                .doesNotContainAnyElementsOf(BEFORE_THE_CRASH);
    }

    private static void assertThatTheAttemptMoved(Orbit orbit, String runId, String from, String to) {
        assertThat(orbit.facts(runId, Fact.StepLost.class))
                .filteredOn(lost -> lost.step().equals("slow"))
                .singleElement()
                .satisfies(lost -> {
                    assertThat(lost.attempt()).isEqualTo(1);
                    assertThat(lost.runner()).isEqualTo(from);
                });
        assertThat(orbit.facts(runId, Fact.StepStarted.class))
                .filteredOn(begun -> begun.step().equals("slow"))
                .extracting(begun -> begun.attempt() + " by " + begun.runner())
                .containsExactly("1 by " + from, "2 by " + to);
    }

    private void assertTableHasEachRowOnce() throws IOException {
        List<String> expected =
                IntStream.range(0, ROWS).mapToObj(Integer::toString).sorted().toList();
        assertThat(DeltaRows.column(table, "id")).isEqualTo(expected);
    }

    private String definition(String name, int pauseMs) throws IOException {
        Path source = folder.resolve("rows.csv");
        List<String> lines = new ArrayList<>(List.of("id,name"));
        IntStream.range(0, ROWS).forEach(id -> lines.add(id + ",name-" + id));
        Files.write(source, lines);
        return DEFINITION.formatted(name, source, pauseMs, table);
    }
}
