package io.orbit.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRig.class)
class HouseTest {
    private final Rig rig;

    HouseTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void theLogFoldedAnewGivesWhatTheStoresHold() {
        rig.apply("house-replay", "a", "b");
        rig.until(rig.run("house-replay"), "SUCCEEDED");

        Http.Reply reply = rig.http.post("/api/v1/replay", "{}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("equal").asBoolean()).isTrue();
        assertThat(reply.json().path("partitions")).hasSize(Rig.PARTITIONS);
        assertThat(reply.json().path("events").asLong()).isPositive();
        for (JsonNode partition : reply.json().path("partitions")) {
            assertThat(partition.path("liveHash")).isEqualTo(partition.path("replayHash"));
        }
    }

    @Test
    void aServerThatCanAnswerSaysSo() {
        for (String path : new String[] {"/ready", "/api/v1/ready"}) {
            Http.Reply ready = rig.http.get(path);

            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.text("status")).isEqualTo("READY");
            assertThat(ready.text("kafka")).isEqualTo("UP");
            assertThat(ready.json().path("restore").path("readable").asInt()).isEqualTo(Rig.PARTITIONS);
        }
        assertThat(rig.http.get("/api/v1/health").text("status")).isEqualTo("UP");
    }

    @Test
    void runnersAreListedWithTheirState() {
        JsonNode runner = rig.http.get("/api/v1/runners").json().path("items").path(0);

        assertThat(runner.path("runner").asText()).isEqualTo(ScriptedRunner.NAME);
        assertThat(runner.path("state").asText()).isEqualTo("READY");
        assertThat(runner.path("slots").asInt()).isEqualTo(4);
        assertThat(runner.path("lastBeatAt").asText()).endsWith("Z");
    }

    @Test
    void pipelinesAreListedWithTheirNewestRun() {
        rig.apply("house-list", "a", "b");
        String runId = rig.run("house-list");
        rig.until(runId, "SUCCEEDED");

        JsonNode found = null;
        String cursor = "";
        do {
            Http.Reply page = rig.http.get("/api/v1/pipelines?limit=3" + cursor);
            for (JsonNode each : page.json().path("items")) {
                found = each.path("name").asText().equals("house-list") ? each : found;
            }
            cursor = page.json().path("nextCursor").isNull() ? "" : "&cursor=" + page.text("nextCursor");
        } while (!cursor.isEmpty());

        assertThat(found).isNotNull();
        assertThat(found.path("steps").asInt()).isEqualTo(2);
        assertThat(found.path("lastRun").path("runId").asText()).isEqualTo(runId);
        assertThat(found.path("lastRun").path("status").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void theRootAndThePagesOfTheCodesAreForPeople() {
        assertThat(rig.http.get("/").raw().body()).contains("/api/v1/runs");
        assertThat(rig.http.get("/problems/ORB-1102").raw().body()).contains("RUN_NOT_FOUND");
        assertThat(rig.http.get("/problems/ORB-0").status()).isEqualTo(404);
    }
}
