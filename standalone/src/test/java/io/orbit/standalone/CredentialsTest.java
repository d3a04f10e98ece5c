package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.orbit.connectors.credentials.dev.DevelopmentVault;
import io.orbit.connectors.credentials.dev.RunnerAccess;
import io.orbit.connectors.credentials.vault.SecretText;
import io.orbit.connectors.credentials.vault.VaultCredentials;
import io.orbit.connectors.credentials.vault.VaultLogin;
import io.orbit.connectors.credentials.vault.VaultSettings;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From {@code .env} or from a Vault to the other side of a call, and nowhere else. */
@Timeout(300)
class CredentialsTest {
    private static final String CANARY = "ORBITCANARY-correct-horse";
    private static final String REFERENCE = "vault:orbit/data/hook#api";

    @TempDir
    Path folder;

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpServer hook;

    @BeforeEach
    void listen() throws Exception {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hook.start();
    }

    @AfterEach
    void stop() {
        hook.stop(0);
    }

    private String definition() {
        return """
                {"apiVersion":"orbit/v1","name":"calls",
                 "connections":{"hook":{"type":"http","baseUrl":"http://127.0.0.1:%d","credentials":"%s"}},
                 "steps":[{"id":"call","method":"UserMethods.httpCall","with":{"url":"/done","connection":"hook"}}]}
                """.formatted(hook.getAddress().getPort(), REFERENCE);
    }

    @Test
    void aHouseWithoutAVaultReadsDotEnvThroughADevelopmentVaultAndRecordsTheVersion() throws Exception {
        Path env = folder.resolve(".env");
        Files.writeString(env, "ORBIT_CREDENTIAL__ORBIT_DATA_HOOK__API__TOKEN=" + CANARY + "-1\n");
        Path data = folder.resolve("data");

        try (House house = House.start(HouseSettings.in(data, folder))) {
            Orbit orbit = new Orbit(house.url(), house.bootstrap());
            orbit.apply(definition());
            String first = orbit.run("default.calls");
            orbit.awaitRun(first, "SUCCEEDED");
            Files.writeString(env, "ORBIT_CREDENTIAL__ORBIT_DATA_HOOK__API__TOKEN=" + CANARY + "-2\n");
            String second = orbit.run("default.calls");
            orbit.awaitRun(second, "SUCCEEDED");

            assertThat(house.vault()).contains("development Vault");
            assertThat(authorizations).containsExactly("Bearer " + CANARY + "-1", "Bearer " + CANARY + "-2");
            assertThat(orbit.step(first, "call").path("metrics").path(REFERENCE).asLong())
                    .isEqualTo(1);
            assertThat(orbit.step(second, "call")
                            .path("metrics")
                            .path(REFERENCE)
                            .asLong())
                    .isEqualTo(2);
            assertThatNoTopicHolds(orbit, CANARY);
            assertThatTheTokenFileIsGood(house, data.resolve("vault-token"));
        }
        assertThat(data.resolve("vault-token")).doesNotExist();
    }

    private static void assertThatNoTopicHolds(Orbit orbit, String text) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", orbit.bootstrap()))) {
            List<String> topics = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith("orbit"))
                    .toList();
            assertThat(topics).contains("orbit.events", "orbit.step-logs");
            for (String topic : topics) {
                assertThat(orbit.records(topic))
                        .as(topic)
                        .noneMatch(record -> record.value() != null
                                && new String(record.value(), StandardCharsets.ISO_8859_1).contains(text));
            }
        }
    }

    private static void assertThatTheTokenFileIsGood(House house, Path file) throws Exception {
        URI address = URI.create(house.vault().replaceFirst(" .*", ""));
        VaultLogin login = new VaultLogin.Token(SecretText.inFile(file));
        try (VaultCredentials other = VaultCredentials.open(VaultSettings.of(address, login))) {
            assertThat(other.resolve(REFERENCE).field("token")).startsWith(CANARY);
        }
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void aHouseReadsFromTheVaultThatItIsGiven() throws Exception {
        try (DevelopmentVault given = DevelopmentVault.start()) {
            given.put("orbit/data/hook", new ObjectMapper().readTree("{\"api\":{\"token\":\"of-the-given\"}}"));
            HouseSettings settings =
                    HouseSettings.in(folder.resolve("data"), folder).withVault(RunnerAccess.appRole(given));
            try (House house = House.start(settings)) {
                Orbit orbit = new Orbit(house.url(), house.bootstrap());
                orbit.apply(definition());
                orbit.awaitRun(orbit.run("default.calls"), "SUCCEEDED");

                assertThat(house.vault()).isEqualTo(given.address().toString());
                assertThat(authorizations).containsExactly("Bearer of-the-given");
            }
        }
    }

    @Test
    void aBadEnvironmentIsToldBeforeAnythingStarts() {
        assertThatThrownBy(() -> HouseSettings.vaultOf(Map.of("ORBIT_VAULT_TOKEN", CANARY)))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageContaining("ORBIT_VAULT_ADDR is missing")
                .hasMessageNotContaining(CANARY);
        assertThat(HouseSettings.vaultOf(Map.of("VAULT_ADDR", "https://other"))).isNull();
    }
}
