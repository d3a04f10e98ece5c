package io.orbit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.api.peer.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers share the partitions, and whichever is asked answers for all of them. */
@Timeout(240)
class ServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private TestBroker broker;
    private OrbitServer first;
    private OrbitServer second;
    private ScriptedRunner runner;

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(directory.resolve("kafka"));
        first = server("a");
        await().atMost(PATIENCE).until(first::ready);
        second = server("b");
        await().atMost(PATIENCE).until(() -> first.ready() && second.ready() && shared());
        runner = new ScriptedRunner(broker.bootstrap(), Rig.TOPICS);
    }

    @AfterEach
    void stop() {
        runner.close();
        second.close();
        first.close();
        broker.close();
    }

    @Test
    void eachAnswersForAllAndOneGoesOnAlone() {
        Http a = new Http(first.uri());
        Http b = new Http(second.uri());
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Http asked = i % 2 == 0 ? a : b;
            asked.post("/api/v1/pipelines?wait=20s", Rig.pipeline("p" + i, "", "one", "two"));
            runs.add(asked.post("/api/v1/pipelines/default.p" + i + "/runs?wait=20s", "{}")
                    .text("runId"));
        }

        for (String run : runs) {
            await().atMost(PATIENCE)
                    .until(() -> b.get("/api/v1/runs/" + run).text("status").equals("SUCCEEDED"));
            JsonNode here = a.get("/api/v1/runs/" + run).json().path("steps");
            assertThat(here).isEqualTo(b.get("/api/v1/runs/" + run).json().path("steps"));
            assertThat(here).hasSize(2);
        }
        for (String list : List.of("/api/v1/pipelines", "/api/v1/runs?limit=3", "/api/v1/runs?pipeline=default.p1")) {
            JsonNode items = a.get(list).json().path("items");
            assertThat(items).isNotEmpty().isEqualTo(b.get(list).json().path("items"));
        }
        assertThat(b.post("/api/v1/replay", "{}").json().path("equal").asBoolean())
                .isTrue();

        first.close();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> runs.stream()
                        .allMatch(run ->
                                b.get("/api/v1/runs/" + run).text("status").equals("SUCCEEDED")));
        assertThat(b.get("/api/v1/pipelines").json().path("items")).hasSize(8);
    }

    @Test
    void anOwnerThatDoesNotAnswerIsNamed() {
        Http b = new Http(second.uri());
        Http.Reply reply = b.get(Peers.PATH + "?partition=" + elsewhere(b));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text("code")).isEqualTo("ORB-4007");
    }

    /** A partition that this server does not own. */
    private static int elsewhere(Http server) {
        for (int partition = 0; partition < Rig.PARTITIONS; partition++) {
            if (!owns(server, partition)) {
                return partition;
            }
        }
        throw new AssertionError("One server has all partitions.");
    }

    private boolean shared() {
        Http a = new Http(first.uri());
        Http b = new Http(second.uri());
        int ofFirst = 0;
        for (int partition = 0; partition < Rig.PARTITIONS; partition++) {
            if (owns(a, partition) == owns(b, partition)) {
                return false;
            }
            ofFirst += owns(a, partition) ? 1 : 0;
        }
        return ofFirst > 0 && ofFirst < Rig.PARTITIONS;
    }

    private static boolean owns(Http server, int partition) {
        return server.get(Peers.PATH + "?limit=1&partition=" + partition).status() == 200;
    }

    private OrbitServer server(String instance) {
        ServerSettings settings = Rig.settings(broker.bootstrap(), directory.resolve(instance), instance);
        return OrbitServer.start(settings, Rig.catalog());
    }
}
