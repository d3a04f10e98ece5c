package io.orbit.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRig.class)
class RequestsTest {
    private final Rig rig;

    RequestsTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void theSameKeyIsTheSameRun() {
        rig.apply("asks-once", "a");
        String path = "/api/v1/pipelines/default.asks-once/runs?wait=10s";

        Http.Reply first = rig.http.post(path, "{}", "Idempotency-Key", "2026-11-20");
        Http.Reply second = rig.http.post(path, "{\"idempotencyKey\":\"2026-11-20\"}");

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().path("deduplicated").asBoolean()).isTrue();
        assertThat(second.text("runId")).isEqualTo(first.text("runId"));
        assertThat(rig.http
                        .get("/api/v1/runs?pipeline=default.asks-once")
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void twoKeysInOneRequestAreRefused() {
        Http.Reply reply = rig.http.post(
                "/api/v1/pipelines/default.asks-once/runs", "{\"idempotencyKey\":\"a\"}", "Idempotency-Key", "b");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("detail")).contains("differ");
    }

    @Test
    void aDefinitionIsAVersionOnlyWhenItChanges() {
        Http.Reply first = rig.http.post("/api/v1/pipelines?wait=10s", Rig.pipeline("asks-versions", "", "a"));
        Http.Reply same = rig.http.post("/api/v1/pipelines?wait=10s", Rig.pipeline("asks-versions", "", "a"));
        Http.Reply other = rig.http.post(
                "/api/v1/pipelines?wait=10s", Rig.pipeline("asks-versions", "\"description\":\"x\",", "a", "b"));

        Http.Reply newest = rig.http.get("/api/v1/pipelines/default.asks-versions");
        Http.Reply old = rig.http.get("/api/v1/pipelines/default.asks-versions?version=1");
        Http.Reply none = rig.http.get("/api/v1/pipelines/default.asks-versions?version=9");

        assertThat(first.json().path("changed").asBoolean()).isTrue();
        assertThat(same.json().path("changed").asBoolean(true)).isFalse();
        assertThat(same.json().path("version").asInt()).isEqualTo(1);
        assertThat(other.json().path("version").asInt()).isEqualTo(2);
        assertThat(newest.text("description")).isEqualTo("x");
        assertThat(newest.json().path("segments").path(0).path("steps")).hasSize(2);
        assertThat(old.json().path("definition").path("steps")).hasSize(1);
        assertThat(old.json().path("newestVersion").asInt()).isEqualTo(2);
        assertThat(none.status()).isEqualTo(404);
    }

    @Test
    void aDefinitionIsExplainedBeforeAndAfterItIsApplied() {
        String definition = """
                {"apiVersion":"orbit/v1","name":"asks-why","steps":[
                  {"id":"read","method":"ExtractMethods.csv","with":{"path":"a.csv"}},
                  {"id":"write","method":"LoadMethods.parquet","with":{"path":"out"}},
                  {"id":"again","method":"LoadMethods.delta","inputs":["read"],"with":{"path":"table"}}]}""";

        Http.Reply before = rig.http.post("/api/v1/pipelines/explain", definition);
        Http.Reply none = rig.http.get("/api/v1/pipelines/default.asks-why/explain");
        rig.http.post("/api/v1/pipelines?wait=10s", definition);
        Http.Reply after = rig.http.get("/api/v1/pipelines/default.asks-why/explain");

        assertThat(none.status()).isEqualTo(404);
        assertThat(before.status()).as(before.raw().body()).isEqualTo(200);
        assertThat(before.json()).isEqualTo(after.json());
        assertThat(after.json().path("segments")).hasSize(3);
        assertThat(after.json().at("/sinks/1/guarantee").asText()).isEqualTo("exactly once per run");
    }

    @Test
    void aDefinitionWithAProblemIsNotExplainedButItsProblemIs() {
        Http.Reply reply = rig.http.post(
                "/api/v1/pipelines/explain",
                "{\"apiVersion\":\"orbit/v1\",\"name\":\"x\",\"steps\":[{\"id\":\"a\",\"method\":\"ExtractMethods.cvs\"}]}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.raw().body()).contains("ExtractMethods.csv");
    }

    @Test
    void aDefinitionThatIsNotWaitedForIsAcceptedWithItsPlace() {
        Http.Reply asked = rig.http.post("/api/v1/pipelines", Rig.pipeline("asks-later", "", "a"));

        Http.Reply shown =
                rig.http.get("/api/v1/pipelines/default.asks-later?wait=10s&after=" + asked.text("position"));

        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.text("pipeline")).isEqualTo("default.asks-later");
        assertThat(shown.status()).isEqualTo(200);
    }

    @Test
    void anUnsoundDefinitionIsRefusedWithEveryFaultAndItsPlaceAndNothingIsWritten() {
        Http.Reply reply = rig.http.post("/api/v1/pipelines?wait=10s", """
                {"apiVersion":"orbit/v1","name":"asks-unsound",
                 "steps":[{"id":"a","method":"UserMethods.nop"},
                          {"id":"a","method":"UserMethods.noop","retires":1}]}""");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.type()).isEqualTo("application/problem+json");
        assertThat(reply.all("errors", "code")).contains("ORB-1004", "ORB-1005", "ORB-1012");
        assertThat(reply.all("errors", "pointer")).contains("/steps/0/method", "/steps/1/retires");
        assertThat(reply.all("errors", "line")).contains("2", "3");
        assertThat(reply.all("errors", "hint")).contains("Did you mean 'UserMethods.noop'?");
        assertThat(rig.http.get("/api/v1/pipelines/default.asks-unsound").status())
                .isEqualTo(404);
    }

    @Test
    void aRunOfAnUnknownPipelineIsRefusedWithTheNearestName() {
        rig.apply("asks-nearly", "a");

        Http.Reply waited = rig.http.post("/api/v1/pipelines/default.asks-neraly/runs?wait=10s", "{}");
        Http.Reply shown = rig.http.get("/api/v1/pipelines/default.asks-neraly");

        assertThat(waited.status()).isEqualTo(404);
        assertThat(waited.text("code")).isEqualTo("ORB-1101");
        assertThat(waited.text("detail")).contains("Did you mean 'default.asks-nearly'?");
        assertThat(shown.status()).isEqualTo(404);
        assertThat(shown.text("detail")).contains("Did you mean 'default.asks-nearly'?");
    }

    @Test
    void parametersAreChecked() {
        String params = "\"params\":{\"day\":{\"type\":\"date\",\"required\":true}},";
        rig.http.post("/api/v1/pipelines?wait=10s", Rig.pipeline("asks-params", params, "a"));
        String path = "/api/v1/pipelines/default.asks-params/runs?wait=10s";

        Http.Reply missing = rig.http.post(path, "{}");
        Http.Reply wrong = rig.http.post(path, "{\"params\":{\"day\":\"tomorrow\"}}");
        Http.Reply right = rig.http.post(path, "{\"params\":{\"day\":\"2026-11-20\"}}");

        assertThat(missing.status()).isEqualTo(422);
        assertThat(missing.text("code")).isEqualTo("ORB-1014");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(right.status()).isEqualTo(201);
        assertThat(rig.http
                        .get("/api/v1/runs/" + right.text("runId"))
                        .json()
                        .path("params")
                        .path("day")
                        .asText())
                .isEqualTo("2026-11-20");
    }

    @Test
    void aRunBeyondTheLimitIsAConflictWhenThePolicyIsToSkip() {
        String execution = "\"execution\":{\"mode\":\"batch\",\"maxActiveRuns\":1,\"overlap\":\"skip\"},";
        rig.http.post("/api/v1/pipelines?wait=10s", Rig.pipeline("asks-skip", execution, "held-skip"));
        CountDownLatch latch = rig.runner.hold("held-skip");
        String first = rig.run("asks-skip");

        Http.Reply second = rig.http.post("/api/v1/pipelines/default.asks-skip/runs?wait=10s", "{}");
        latch.countDown();

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("code")).isEqualTo("ORB-1107");
        rig.until(first, "SUCCEEDED");
    }

    @Test
    void whatAnEndedRunCannotDoIsAConflictThatIsOnTheRecord() {
        rig.apply("asks-ended", "a");
        String runId = rig.run("asks-ended");
        rig.until(runId, "SUCCEEDED");

        Http.Reply cancelled = rig.http.post("/api/v1/runs/" + runId + "/cancel?wait=10s", "{}", "Orbit-Actor", "ann");
        Http.Reply resumed = rig.http.post("/api/v1/runs/" + runId + "/resume?wait=10s", "{}");
        Http.Reply unknown = rig.http.post("/api/v1/runs/" + runId + "/retry?wait=10s", "{\"fromStep\":\"z\"}");
        Http.Reply events = rig.http.get("/api/v1/runs/" + runId + "/events");

        assertThat(cancelled.status()).isEqualTo(409);
        assertThat(cancelled.text("code")).isEqualTo("ORB-1103");
        assertThat(resumed.text("code")).isEqualTo("ORB-1105");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.text("code")).isEqualTo("ORB-1011");
        var items = events.json().path("items");
        var first = items.path(items.size() - 3);
        assertThat(first.path("seq").asLong(-1)).isZero();
        assertThat(first.path("type").asText()).isEqualTo("Rejected");
        assertThat(first.path("actor").asText()).isEqualTo("ann");
        assertThat(first.path("data").path("code").asText()).isEqualTo("ORB-1103");
    }

    @Test
    void anEndedRunCanRunAgainFromAStep() {
        rig.apply("asks-again", "a", "b");
        String runId = rig.run("asks-again");
        rig.until(runId, "SUCCEEDED");

        Http.Reply retried = rig.http.post("/api/v1/runs/" + runId + "/retry?wait=10s", "{\"fromStep\":\"b\"}");
        Http.Reply done = rig.until(runId, "SUCCEEDED");

        assertThat(retried.status()).isEqualTo(200);
        assertThat(done.json().path("epoch").asInt()).isEqualTo(2);
        assertThat(done.json().path("steps").path(0).path("attempt").asInt()).isEqualTo(1);
        assertThat(done.json().path("steps").path(1).path("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void aRequestThatIsNotWaitedForIsAnsweredWithItsPlace() {
        rig.apply("asks-async", "a");
        String runId = rig.run("asks-async");
        rig.until(runId, "SUCCEEDED");

        Http.Reply asked = rig.http.post("/api/v1/runs/" + runId + "/retry", "{\"fromStep\":\"a\"}");

        assertThat(asked.status()).isEqualTo(202);
        assertThat(rig.http
                        .get("/api/v1/runs/" + runId + "?wait=10s&after=" + asked.text("position"))
                        .json()
                        .path("epoch")
                        .asInt())
                .isEqualTo(2);
    }
}
