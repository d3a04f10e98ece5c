package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.standalone.ExampleServices.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed while a page is on its way in, and again while a batch is on its way out. */
@Timeout(600)
class HttpCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int REPOSITORIES = 230;

    @TempDir
    private Path folder;

    private ExampleServices services;

    @BeforeEach
    void start() {
        services = ExampleServices.start().open();
    }

    @AfterEach
    void stop() {
        Child.killAll();
        services.close();
    }

    private String definition() {
        return """
                { "apiVersion": "orbit/v1", "name": "killed-copy",
                  "retry": { "maxRetries": 3, "delayMs": 1000, "factor": 1.0 },
                  "connections": { "here": { "type": "http", "baseUrl": "%s" } },
                  "steps": [
                    { "id": "read", "method": "ExtractMethods.http",
                      "with": { "connection": "here", "path": "/orgs/acme/repos", "schema": { "id": "int", "name": "string" },
                                "paginator": { "type": "link", "pageSize": 50, "sizeParam": "per_page" } } },
                    { "id": "send", "method": "LoadMethods.http",
                      "with": { "connection": "here", "path": "/users", "wrapIn": "users", "batchSize": 50 } } ] }
                """.formatted(services.base());
    }

    @Test
    void aRunThatIsKilledInTheMiddleOfAPageAndOfABatchGoesOnThereAndNoRowIsMissingOrThereTwice() throws Exception {
        services.at("/orgs", 3, Fault.HELD).at("/users", 2, Fault.HELD);
        Path data = folder.resolve("data");
        Dev first = Dev.start(data);
        first.orbit().apply(definition());
        String run = first.orbit().run("default.killed-copy");

        await("page 3 is asked for").atMost(PATIENCE).until(services::holds);
        first.process().kill();
        services.release();
        Dev second = Dev.start(data);
        await("batch 2 is stored").atMost(PATIENCE).until(services::holds);
        second.process().kill();
        services.release();
        Orbit orbit = Dev.start(data).orbit();
        orbit.awaitRun(run, "SUCCEEDED");

        assertThat(services.users)
                .extracting(user -> user.path("id").asInt())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, REPOSITORIES).boxed().toList());
        assertThat(services.repeated).as("batches whose answer was lost").hasValue(1);
        assertThat(services.asked("/orgs")).as("five pages, one of them twice").isEqualTo(6);
        assertThat(services.asked("/users"))
                .as("five batches, one of them twice")
                .isEqualTo(6);
        assertThat(orbit.replaysEqually()).isTrue();
    }
}
