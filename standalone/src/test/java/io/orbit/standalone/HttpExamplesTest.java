package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.credentials.dev.DevelopmentVault;
import io.orbit.connectors.credentials.dev.RunnerAccess;
import io.orbit.control.core.Fact;
import io.orbit.schemas.ErrorCode;
import io.orbit.standalone.ExampleServices.Fault;
import io.orbit.standalone.demo.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pipelines of {@code examples/http} against services that limit their rate and fail. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpExamplesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USERS = 240;

    @TempDir
    private Path folder;

    private DevelopmentVault vault;
    private S3Proxy store;
    private House house;
    private Orbit orbit;
    private ExampleServices services;

    @BeforeAll
    void startTheHouse(@TempDir Path data) throws Exception {
        store = S3Proxy.start(data);
        Files.createDirectories(store.buckets().resolve("inbox"));
        vault = DevelopmentVault.start();
        String[] reader = ExampleServices.READER.split(":", 2);
        secret("github", Map.of("api", Map.of("token", ExampleServices.TOKEN)));
        secret("chat", Map.of("api", Map.of("token", ExampleServices.CHAT_TOKEN)));
        secret("users-api", Map.of("api", Map.of("apiKey", ExampleServices.API_KEY)));
        secret("reader", Map.of("api", Map.of("username", reader[0], "password", reader[1])));
        secret("archive", Map.of("iam", Map.of("accessKeyId", S3Proxy.KEY, "secretAccessKey", S3Proxy.SECRET)));
        house = House.start(HouseSettings.in(data.resolve("house"), Child.HOME).withVault(RunnerAccess.appRole(vault)));
        orbit = new Orbit(house.url(), house.bootstrap());
        assertThat(Samples.apply(orbit.url(), Child.HOME.resolve("examples/http")))
                .containsExactly(
                        "default.csv-to-api v1", "default.document-processing v1", "default.github-metrics v1");
    }

    private void secret(String name, Map<String, Map<String, String>> fields) {
        vault.put("orbit/data/" + name, JSON.valueToTree(fields));
    }

    @AfterAll
    void closeTheHouse() {
        house.close();
        vault.close();
        store.close();
    }

    @BeforeEach
    void startTheServices() {
        services = ExampleServices.start();
    }

    @AfterEach
    void closeTheServices() {
        services.close();
    }

    private String run(String pipeline, Map<String, String> params) {
        JsonNode body = JSON.createObjectNode().set("params", JSON.valueToTree(params));
        Orbit.Reply reply = orbit.post("pipelines/default." + pipeline + "/runs?wait=60s", body.toString());
        assertThat(reply.status()).as(reply.json().toPrettyString()).isEqualTo(201);
        return reply.text("runId");
    }

    @Test
    void theMetricsOfEveryRepositoryAreInTheTableOnceAndTheChatHearsOfIt() throws IOException {
        services.at("/orgs", 2, Fault.LIMIT)
                .at("/orgs", 3, Fault.CUT)
                .at("/orgs", 5, Fault.BROKEN)
                .at("/chat", 1, Fault.BROKEN);
        Path lake = folder.resolve("metrics");
        Map<String, String> params = Map.of(
                "organisation",
                "acme",
                "api",
                services.base(),
                "chat",
                services.base() + "/chat",
                "lake",
                lake.toString());

        String first = run("github-metrics", params);
        orbit.awaitRun(first, "SUCCEEDED");
        String again = run("github-metrics", params);
        orbit.awaitRun(again, "SUCCEEDED");

        assertThat(DeltaRows.column(lake.resolve("github"), "name"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 230)
                        .mapToObj(id -> "repository-" + id)
                        .sorted()
                        .toList());
        assertThat(DeltaRows.column(lake.resolve("github"), "license")).contains("MIT", "none");
        // Three pages, each asked for again after its fault; then three without.
        assertThat(services.asked("/orgs")).isEqualTo(9);
        assertThat(services.messages)
                .extracting(message -> message.path("text").asText())
                .containsExactly(
                        "acme: metrics of 230 repositories are in", "acme: metrics of 230 repositories are in");
        JsonNode tell = orbit.step(first, "tell");
        assertThat(tell.path("result").path("delivered").asBoolean()).isTrue();
        assertThat(tell.path("attempt").asInt()).isEqualTo(2);
        assertThat(orbit.step(again, "tell").path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void everyUserOfTheFileIsAtTheApiOnceWhateverGoesWrong() throws IOException {
        services.at("/users", 1, Fault.LIMIT)
                .at("/users", 3, Fault.CUT)
                .at("/users", 6, Fault.BROKEN)
                .at("/users", 9, Fault.CUT)
                .at("/users", 15, Fault.LIMIT);

        String run = run(
                "csv-to-api",
                Map.of("api", services.base(), "cache", folder.resolve("cache").toString()));
        orbit.awaitRun(run, "SUCCEEDED");

        assertThat(services.users)
                .extracting(user -> user.path("id").asInt())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, USERS).boxed().toList());
        assertThat(services.repeated).hasValue(2);
        assertThat(DeltaRows.column(folder.resolve("cache/synced-users"), "externalId"))
                .hasSize(USERS)
                .doesNotHaveDuplicates()
                .contains("u-1", "u-240");
        assertThat(orbit.step(run, "sent").path("result").path("batches").asInt())
                .isEqualTo(10);
        assertThat(orbit.step(run, "held").path("metrics").path("rowsOut").asInt())
                .isEqualTo(USERS);
        assertThat(orbit.step(run, "verified").path("status").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void anApiThatHoldsAUserTwiceFailsTheRun() {
        services.users.addAll(
                Collections.nCopies(1, JSON.createObjectNode().put("id", 7).put("email", "x")));

        String run = run(
                "csv-to-api",
                Map.of("api", services.base(), "cache", folder.resolve("twice").toString()));
        orbit.awaitRun(run, "FAILED");

        assertThat(orbit.facts(run, Fact.StepDeadLettered.class)).isNotEmpty();
        assertThat(orbit.look(run).path("failure").path("code").asText()).isEqualTo(ErrorCode.VALIDATION_FAILED.id());
    }

    @Test
    void aDocumentIsStoredReadAndSummedUp() throws IOException {
        services.at("/documents", 1, Fault.BROKEN)
                .at("/documents", 2, Fault.CUT)
                .at("/documents", 4, Fault.LIMIT);
        Map<String, String> params = Map.of(
                "userId",
                "user-7",
                "bucket",
                "inbox",
                "s3",
                store.endpoint(),
                "reader",
                services.base(),
                "lake",
                folder.resolve("documents").toString());

        String run = run("document-processing", params);
        orbit.awaitRun(run, "SUCCEEDED");

        JsonNode summary = orbit.step(run, "summary").path("result");
        String key = "documents/user-7/" + run;
        assertThat(store.buckets().resolve("inbox").resolve(key))
                .hasSameBinaryContentAs(Child.HOME.resolve("examples/data/invoice.txt"));
        assertThat(summary.path("success").asBoolean()).isTrue();
        assertThat(summary.path("runId").asText()).isEqualTo(run);
        assertThat(summary.path("total").decimalValue()).isEqualByComparingTo("1244.50");
        assertThat(summary.path("url").asText()).isEqualTo(store.endpoint() + "/inbox/" + key);
        assertThat(services.documents)
                .as("documents, although the request was sent more than once")
                .hasSize(1);
        assertThat(DeltaRows.column(folder.resolve("documents/documents"), "vendor"))
                .isEqualTo(List.of("Nordwind Logistics"));
        assertThat(DeltaRows.column(folder.resolve("documents/documents"), "s3_key"))
                .isEqualTo(List.of(key));
    }
}
