package io.orbit.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRig.class)
class RunsTest {
    private final Rig rig;

    RunsTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void aRunThatIsWaitedForIsThereAndSucceeds() {
        rig.apply("runs-simple", "a", "b");

        Http.Reply started = rig.http.post("/api/v1/pipelines/default.runs-simple/runs?wait=10s", "{}");
        Http.Reply done = rig.until(started.text("runId"), "SUCCEEDED");

        assertThat(started.status()).isEqualTo(201);
        assertThat(started.text("runId")).startsWith("default.runs-simple.");
        assertThat(started.json().path("deduplicated").asBoolean(true)).isFalse();
        assertThat(started.text("position")).matches("\\d+:\\d+");
        assertThat(done.all("steps", "status")).containsExactly("SUCCEEDED", "SUCCEEDED", "SUCCEEDED", "SUCCEEDED");
        JsonNode step = done.json().path("steps").path(1);
        assertThat(step.path("id").asText()).isEqualTo("b");
        assertThat(step.path("runner").asText()).isEqualTo(ScriptedRunner.NAME);
        assertThat(step.path("metrics").path("rowsOut").asLong()).isEqualTo(7);
        assertThat(step.path("result").path("n").asLong()).isEqualTo(7);
        assertThat(done.text("startedAt")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(done.json().path("waitingFor")).isEmpty();
    }

    @Test
    void everyAnswerAfterAPositionReflectsWhatWasAskedThere() {
        rig.apply("runs-own-writes", "a");

        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            Http.Reply asked = rig.http.post("/api/v1/pipelines/default.runs-own-writes/runs", "{}");
            assertThat(asked.status()).isEqualTo(202);
            assertThat(asked.json().path("runId").isNull()).isTrue();
            Http.Reply list = rig.http.get(
                    "/api/v1/runs?pipeline=default.runs-own-writes&wait=10s&after=" + asked.text("position"));
            counts.add(list.json().path("items").size());
        }

        assertThat(counts).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    @Test
    void aPositionThatIsNotReachedInTimeGivesAnErrorAndNoOldAnswer() {
        Http.Reply reply = rig.http.get("/api/v1/runs?after=0:99999999&wait=50ms");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text("code")).isEqualTo("ORB-4009");
        assertThat(reply.header("retry-after")).isEqualTo("1");
    }

    @Test
    void aRunAtASeqIsShownAsItWasThen() {
        rig.apply("runs-rewind", "a", "held-rewind");
        CountDownLatch latch = rig.runner.hold("held-rewind");
        String runId = rig.run("runs-rewind");
        JsonNode then = rig.until(runId, "RUNNING").json();
        while (!then.path("steps").path(1).path("status").asText().equals("RUNNING")) {
            then = rig.http.get("/api/v1/runs/" + runId).json();
        }

        latch.countDown();
        rig.until(runId, "SUCCEEDED");
        JsonNode again = rig.http
                .get("/api/v1/runs/" + runId + "?at=" + then.path("seq").asLong())
                .json();

        assertThat(without(again, "position")).isEqualTo(without(then, "position"));
        assertThat(then.path("waitingFor").path(0).path("cause").asText()).isEqualTo("WORK");
    }

    @Test
    void aSeqThatTheRunDoesNotHaveIsRefused() {
        rig.apply("runs-beyond", "a");
        String runId = rig.run("runs-beyond");

        Http.Reply reply = rig.http.get("/api/v1/runs/" + runId + "?at=5000");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("detail")).contains("5000");
    }

    @Test
    void listsAreNewestFirstAndPaged() {
        rig.apply("runs-paged", "a");
        List<String> started = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            started.add(0, rig.run("runs-paged"));
        }

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Http.Reply page = rig.http.get("/api/v1/runs?pipeline=default.runs-paged&limit=2" + cursor);
            seen.addAll(page.all("items", "runId"));
            cursor = page.json().path("nextCursor").isNull() ? "" : "&cursor=" + page.text("nextCursor");
        } while (!cursor.isEmpty());

        // Within one millisecond the order is that of the ids.
        assertThat(seen).containsExactlyInAnyOrderElementsOf(started).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void runsOfAllPipelinesAreMergedByAge() {
        rig.apply("runs-merged-one", "a");
        rig.apply("runs-merged-two", "a");
        String older = rig.run("runs-merged-one");
        String newer = rig.run("runs-merged-two");

        List<String> ids = rig.http.get("/api/v1/runs?limit=500").all("items", "runId");

        assertThat(ids).contains(older, newer);
        assertThat(ids.stream().map(id -> id.substring(id.lastIndexOf('.'))).toList())
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void listsAreFilteredByStatus() {
        rig.apply("runs-filtered", "held-filtered");
        CountDownLatch latch = rig.runner.hold("held-filtered");
        String open = rig.run("runs-filtered");

        String list = "/api/v1/runs?pipeline=default.runs-filtered&status=";
        List<String> running = rig.http.get(list + "RUNNING").all("items", "runId");
        List<String> ended = rig.http.get(list + "SUCCEEDED,FAILED").all("items", "runId");
        latch.countDown();
        rig.until(open, "SUCCEEDED");
        List<String> later = rig.http.get(list + "SUCCEEDED").all("items", "runId");

        assertThat(running).containsExactly(open);
        assertThat(ended).isEmpty();
        assertThat(later).containsExactly(open);
    }

    @Test
    void aQueuedRunSaysWhatItWaitsForAndCanBeCancelled() {
        rig.http.post(
                "/api/v1/pipelines?wait=10s",
                Rig.pipeline("runs-queued", "\"execution\":{\"mode\":\"batch\",\"maxActiveRuns\":1},", "held-queued"));
        CountDownLatch latch = rig.runner.hold("held-queued");
        String first = rig.run("runs-queued");
        String second = rig.run("runs-queued");

        Http.Reply queued = rig.http.get("/api/v1/runs/" + second);
        Http.Reply cancelled =
                rig.http.post("/api/v1/runs/" + second + "/cancel?wait=10s", "{\"reason\":\"not needed\"}");
        latch.countDown();

        assertThat(queued.text("status")).isEqualTo("QUEUED");
        assertThat(queued.json().path("waitingFor").path(0).path("cause").asText())
                .isEqualTo("PLACE");
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
        assertThat(rig.http.get("/api/v1/runs/" + second).text("reason")).isEqualTo("not needed");
        rig.until(first, "SUCCEEDED");
    }

    @Test
    void aFailedStepIsADeadLetterUntilItIsRedriven() {
        rig.apply("runs-buried", "fails", "b");
        rig.runner.fail("fails", true);
        String runId = rig.run("runs-buried");

        Http.Reply failed = rig.until(runId, "FAILED");
        JsonNode open = letter(runId);
        rig.runner.fail("fails", false);
        Http.Reply redriven = rig.http.post("/api/v1/runs/" + runId + "/redrive?wait=10s", "{}");
        rig.until(runId, "SUCCEEDED");
        Http.Reply again = rig.http.post("/api/v1/runs/" + runId + "/redrive?wait=10s", "{}");

        assertThat(failed.json().path("failure").path("step").asText()).isEqualTo("fails");
        JsonNode step = failed.json().path("steps").path(0);
        assertThat(step.path("error").path("code").asText()).isEqualTo("ORB-2006");
        assertThat(step.path("attempts").path(0).path("status").asText()).isEqualTo("FAILED");
        assertThat(step.path("deadLetterToken").asText())
                .isEqualTo(open.path("token").asText());
        assertThat(open.path("state").asText()).isEqualTo("open");
        assertThat(redriven.status()).isEqualTo(200);
        assertThat(letter(runId).path("state").asText()).isEqualTo("redriven");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("ORB-1108");
    }

    @Test
    void linesOfStepsAreReadFromTheirTopic() {
        rig.apply("runs-logs", "a", "b");
        String runId = rig.run("runs-logs");
        rig.until(runId, "SUCCEEDED");

        Http.Reply all = rig.http.get("/api/v1/runs/" + runId + "/logs");
        Http.Reply one = rig.http.get("/api/v1/runs/" + runId + "/logs?step=b");
        Http.Reply newest = rig.http.get("/api/v1/runs/" + runId + "/logs?limit=1");

        assertThat(all.all("items", "line")).containsExactly("at work on a", "at work on b");
        assertThat(one.all("items", "step")).containsExactly("b");
        assertThat(newest.all("items", "line")).containsExactly("at work on b");
        assertThat(newest.json().path("truncated").asBoolean()).isTrue();
    }

    private JsonNode letter(String runId) {
        for (JsonNode letter : rig.http.get("/api/v1/dead-letters").json().path("items")) {
            if (letter.path("runId").asText().equals(runId)) {
                return letter;
            }
        }
        throw new AssertionError("no dead letter of " + runId);
    }

    private static JsonNode without(JsonNode object, String field) {
        ObjectNode copy = object.deepCopy();
        copy.remove(field);
        return copy;
    }
}
