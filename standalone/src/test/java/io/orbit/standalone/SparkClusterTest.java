package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A runner whose Spark work is done by a cluster that has never heard of Orbit. */
@Timeout(300)
class SparkClusterTest {
    private static final int ROWS = 200;
    private static final int BAD = 20;

    private static final String DEFINITION = """
            { "apiVersion": "orbit/v1", "name": "on-a-cluster", "retry": { "maxRetries": 0 },
              "connections": { "bus": { "type": "kafka", "bootstrap": ["%1$s"] } },
              "steps": [
                { "id": "read", "method": "ExtractMethods.csv",
                  "with": { "path": "%2$s/rows.csv", "schema": { "id": "int", "name": "string" } } },
                { "id": "check", "method": "UserMethods.rules",
                  "with": { "rules": [ { "id": "low", "check": "range", "column": "id", "min": 20, "policy": "quarantine" } ],
                            "quarantine": { "path": "%2$s/bad" } } },
                { "id": "delta", "method": "LoadMethods.delta", "inputs": ["check"], "with": { "path": "%2$s/table" } },
                { "id": "files", "method": "LoadMethods.parquet", "inputs": ["check"], "with": { "path": "%2$s/files" } },
                { "id": "topic", "method": "LoadMethods.kafka", "inputs": ["check"],
                  "with": { "connection": "bus", "topic": "people", "key": "id", "format": "avro", "writers": 2 } } ] }
            """;

    @TempDir
    private Path folder;

    @AfterEach
    void killWhatIsLeft() {
        Child.killAll();
    }

    @Test
    void theMasterIsAllThatARunnerMustBeTold() throws Exception {
        SparkCluster cluster = SparkCluster.start(folder);
        Dev dev = Dev.start(folder.resolve("dev"), "--slots", "0");
        Orbit orbit = dev.orbit();
        topic(orbit, "people");
        rows();
        Child runner = Child.start(
                folder.resolve("out"),
                Map.of(
                        "ORBIT_BOOTSTRAP_SERVERS", orbit.bootstrap(),
                        "ORBIT_RUNNER_ID", "on-cluster",
                        "ORBIT_WORK_DIR", folder.resolve("work").toString(),
                        "ORBIT_SPARK_MASTER", cluster.url(),
                        "SPARK_LOCAL_IP", "127.0.0.1"),
                Main.class,
                List.of("runner"));
        orbit.apply(DEFINITION.formatted(orbit.bootstrap(), folder));

        String run = orbit.run("default.on-a-cluster");
        orbit.awaitRun(run, "SUCCEEDED");

        assertThat(DeltaRows.count(folder.resolve("table"))).isEqualTo(ROWS - BAD);
        assertThat(DeltaRows.countParquet(folder.resolve("files"))).isEqualTo(ROWS - BAD);
        assertThat(DeltaRows.count(folder.resolve("bad"))).isEqualTo(BAD);
        assertThat(orbit.records("people")).hasSize(ROWS - BAD);
        assertThat(orbit.step(run, "delta").at("/metrics/rowsOut").asInt()).isEqualTo(ROWS - BAD);
        assertThat(cluster.executors()).as("executors; the runner: %s", runner).isEqualTo(1);
    }

    private void rows() throws IOException {
        String text = IntStream.range(0, ROWS).mapToObj(i -> i + ",name " + i).collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("rows.csv"), "id,name\n" + text + "\n", StandardCharsets.UTF_8);
    }

    private static void topic(Orbit orbit, String name) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", orbit.bootstrap());
        try (var admin = org.apache.kafka.clients.admin.Admin.create(config)) {
            admin.createTopics(List.of(new org.apache.kafka.clients.admin.NewTopic(name, 2, (short) 1)))
                    .all()
                    .get();
        }
    }
}
