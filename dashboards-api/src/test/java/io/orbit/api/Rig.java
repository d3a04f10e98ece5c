package io.orbit.api;

import static org.awaitility.Awaitility.await;

import io.orbit.control.topology.ControlSettings;
import io.orbit.schemas.Topics;
import io.orbit.schemas.pipeline.MethodCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Broker, server, runner and client, all real but the runner's work. */
final class Rig implements AutoCloseable {
    static final int PARTITIONS = 3;
    static final Topics TOPICS = new Topics("rig");

    final TestBroker broker;
    final OrbitServer server;
    final ScriptedRunner runner;
    final Http http;

    private Rig(TestBroker broker, OrbitServer server, ScriptedRunner runner) {
        this.broker = broker;
        this.server = server;
        this.runner = runner;
        this.http = new Http(server.uri());
    }

    static Rig start(Path directory) throws Exception {
        TestBroker broker = TestBroker.start(directory.resolve("kafka"));
        OrbitServer server = OrbitServer.start(settings(broker.bootstrap(), directory), catalog());
        var unused = server.awaitOpen(Duration.ofSeconds(30));
        Rig rig = new Rig(broker, server, new ScriptedRunner(broker.bootstrap(), TOPICS));
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> rig.http.get("/ready").status() == 200);
        return rig;
    }

    static ServerSettings settings(String bootstrap, Path directory) {
        return settings(bootstrap, directory, "rig");
    }

    static ServerSettings settings(String bootstrap, Path directory, String instance) {
        ControlSettings control = new ControlSettings(
                bootstrap,
                TOPICS,
                PARTITIONS,
                directory.resolve("state"),
                instance,
                ControlSettings.DEFAULT_LEASE,
                true,
                null,
                Map.of());
        return new ServerSettings("127.0.0.1", 0, null, control, null, null);
    }

    static MethodCatalog catalog() {
        return MethodCatalog.load(Rig.class.getClassLoader());
    }

    /** A pipeline of light steps, one after the other, that does not retry. */
    static String pipeline(String name, String more, String... steps) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < steps.length; i++) {
            list.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"%s\",\"method\":\"UserMethods.noop\"%s}"
                            .formatted(steps[i], i == 0 ? "" : ",\"dependsOn\":[\"" + steps[i - 1] + "\"]"));
        }
        return """
                {"apiVersion":"orbit/v1","name":"%s",%s"retry":{"maxRetries":0},"steps":[%s]}""".formatted(name, more, list);
    }

    /** Applies a pipeline and waits until it is in force. */
    void apply(String name, String... steps) {
        Http.Reply reply = http.post("/api/v1/pipelines?wait=10s", pipeline(name, "", steps));
        if (reply.status() != 200) {
            throw new IllegalStateException(reply.raw().body());
        }
    }

    /** Starts a run and answers its id. */
    String run(String pipeline) {
        Http.Reply reply = http.post("/api/v1/pipelines/default." + pipeline + "/runs?wait=10s", "{}");
        if (reply.status() != 201) {
            throw new IllegalStateException(reply.raw().body());
        }
        return reply.text("runId");
    }

    /** Waits until the run has that status and the events that led there are committed, and answers it. */
    Http.Reply until(String runId, String status) {
        Http.Reply reached = await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> http.get("/api/v1/runs/" + runId),
                        run -> run.text("status").equals(status));
        // The stores are ahead of the log by the transaction that is open.
        Http.Reply committed = http.get("/api/v1/runs/" + runId + "/events?wait=20s&from=" + reached.text("seq"));
        if (committed.json().path("items").isEmpty()) {
            throw new AssertionError("the events of " + runId + " are not committed");
        }
        return reached;
    }

    @Override
    public void close() {
        runner.close();
        server.close();
        broker.close();
    }
}
