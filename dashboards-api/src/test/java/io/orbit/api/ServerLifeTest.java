package io.orbit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orbit.control.topology.ControlSettings;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedRig.class)
class ServerLifeTest {
    @TempDir
    Path directory;

    @Test
    void aServerWaitsForItsBrokersAndSaysSo() throws Exception {
        int port = TestBroker.freePort();
        try (OrbitServer server = OrbitServer.start(Rig.settings("127.0.0.1:" + port, directory), Rig.catalog())) {
            Http http = new Http(server.uri());

            Http.Reply ready = http.get("/ready");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> http.get("/api/v1/runs").text("code").equals("ORB-4001"));
            Http.Reply asked = http.post("/api/v1/pipelines", Rig.pipeline("early", "", "a"));

            assertThat(http.get("/health").status()).isEqualTo(200);
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.text("kafka")).isEqualTo("DOWN");
            assertThat(asked.status()).isEqualTo(503);
            assertThat(asked.header("retry-after")).isEqualTo("1");
            assertThat(asked.text("detail")).contains("127.0.0.1:" + port);

            try (TestBroker broker = TestBroker.start(directory.resolve("kafka"), port)) {
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> http.get("/ready").status() == 200);
                assertThat(http.post("/api/v1/pipelines?wait=10s", Rig.pipeline("early", "", "a"))
                                .status())
                        .isEqualTo(200);
                assertThat(broker.bootstrap()).endsWith(":" + port);
                stop(server);
            }
        }
    }

    @Test
    void aServerGivesUpWhenThePatienceIsOver() throws Exception {
        ServerSettings patient = Rig.settings("127.0.0.1:" + TestBroker.freePort(), directory);
        ServerSettings settings =
                new ServerSettings("127.0.0.1", 0, null, patient.control(), null, Duration.ofMillis(1));
        try (OrbitServer server = OrbitServer.start(settings, Rig.catalog())) {
            assertThatThrownBy(() -> server.awaitOpen(Duration.ofSeconds(30)))
                    .isInstanceOfSatisfying(
                            OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_UNREACHABLE));
        }
    }

    @Test
    void topicsOfAnotherShapeEndTheStart(Rig rig) throws Exception {
        ControlSettings control = new ControlSettings(
                rig.broker.bootstrap(),
                Rig.TOPICS,
                Rig.PARTITIONS + 1,
                directory.resolve("state"),
                "other",
                ControlSettings.DEFAULT_LEASE,
                true,
                null,
                Map.of());
        try (OrbitServer server =
                OrbitServer.start(new ServerSettings("127.0.0.1", 0, null, control, null, null), Rig.catalog())) {
            assertThatThrownBy(() -> server.awaitOpen(Duration.ofSeconds(30)))
                    .isInstanceOfSatisfying(
                            OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOPIC_MISMATCH));
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();

            int code = ServerMain.run(
                    new String[] {"--bootstrap-servers", "127.0.0.1:1", "--port=" + taken.getLocalPort()},
                    Map.of("ORBIT_STATE_DIR", directory.toString()),
                    new PrintStream(OutputStream.nullOutputStream()),
                    new PrintStream(err, true, StandardCharsets.UTF_8));

            assertThat(code).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains("ORB-4002")
                    .contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void whoeverWaitsIsAnsweredWhenTheServerStops(Rig rig) throws Exception {
        ControlSettings control = new ControlSettings(
                rig.broker.bootstrap(),
                new Topics("life"),
                1,
                directory.resolve("state"),
                "life",
                ControlSettings.DEFAULT_LEASE,
                true,
                null,
                Map.of());
        try (OrbitServer server =
                OrbitServer.start(new ServerSettings("127.0.0.1", 0, null, control, null, null), Rig.catalog())) {
            Http http = new Http(server.uri());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> http.get("/ready").status() == 200);
            http.post("/api/v1/pipelines?wait=10s", Rig.pipeline("waiting", "", "a"));
            Http.Reply run = http.post("/api/v1/pipelines/default.waiting/runs?wait=10s", "{}");
            CompletableFuture<Http.Reply> position = http.getLater("/api/v1/runs?after=0:99999999&wait=60s");
            CompletableFuture<Http.Reply> events =
                    http.getLater("/api/v1/runs/" + run.text("runId") + "/events?from=99&wait=60s");
            await().until(() -> server.waiting() == 2);

            stop(server);

            assertThat(position.get(30, TimeUnit.SECONDS).status()).isEqualTo(503);
            assertThat(events.get(30, TimeUnit.SECONDS).status()).isIn(200, 503);
        }
    }

    private static void stop(OrbitServer server) {
        server.close();
    }
}
