package io.orbit.connectors.credentials.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Paths, shapes and status codes of Vault's HTTP interface as its documentation has them, asked without any driver. */
@Timeout(60)
abstract class VaultApiContract {
    final String kv = "orbit-" + UUID.randomUUID();
    TestedVault vault;

    /** Once per test; the same server each time will do. */
    abstract TestedVault server();

    @BeforeEach
    void mount() {
        vault = server();
        vault.ask("POST", "sys/mounts/" + kv, "{'type':'kv','options':{'version':'2'}}");
        vault.ask("POST", "sys/auth/approle", "{'type':'approle'}");
        // A store that was just made is not ready at once on a real one.
        await().until(() ->
                vault.ask("PUT", kv + "/data/a/b", "{'data':{'x':'1'}}").status() == 200);
    }

    @AfterEach
    void unmount() {
        vault.ask("DELETE", "sys/mounts/" + kv, "");
        vault.ask("DELETE", "auth/approle/role/" + kv, "");
    }

    private static void envelope(JsonNode body) {
        assertThat(body.path("request_id").asText()).isNotEmpty();
        assertThat(body.path("lease_id").asText("none")).isEmpty();
        assertThat(body.path("renewable").isBoolean()).isTrue();
        assertThat(body.path("lease_duration").isInt()).isTrue();
        assertThat(body.has("data") && body.has("wrap_info") && body.has("warnings") && body.has("auth"))
                .isTrue();
    }

    @Test
    void healthNeedsNoTokenAndSaysTheState() {
        TestedVault.Answer health = vault.ask("", "GET", "sys/health", "");
        TestedVault.Answer seal = vault.ask("", "GET", "sys/seal-status", "");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body().path("initialized").asBoolean()).isTrue();
        assertThat(health.body().path("sealed").asBoolean(true)).isFalse();
        assertThat(health.body().path("standby").asBoolean(true)).isFalse();
        assertThat(health.body().path("version").asText()).isNotEmpty();
        assertThat(seal.body().path("sealed").asBoolean(true)).isFalse();
    }

    @Test
    void aWriteAnswersTheVersionAndAReadTheDataWithItsMetadata() {
        TestedVault.Answer written = vault.ask("POST", kv + "/data/a/b", "{'data':{'x':'2','y':{'z':3}}}");
        TestedVault.Answer read = vault.ask("GET", kv + "/data/a/b", "");
        TestedVault.Answer first = vault.ask("GET", kv + "/data/a/b?version=1", "");

        assertThat(written.status()).isEqualTo(200);
        envelope(written.body());
        assertThat(written.body().at("/data/version").asInt()).isEqualTo(2);
        assertThat(written.body().at("/data/destroyed").asBoolean(true)).isFalse();
        assertThat(read.status()).isEqualTo(200);
        envelope(read.body());
        assertThat(read.body().at("/data/data")).hasToString("{\"x\":\"2\",\"y\":{\"z\":3}}");
        assertThat(read.body().at("/data/metadata/version").asInt()).isEqualTo(2);
        assertThat(read.body().at("/data/metadata/deletion_time").asText("none"))
                .isEmpty();
        assertThat(read.body().at("/data/metadata/created_time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(first.body().at("/data/data")).hasToString("{\"x\":\"1\"}");
    }

    @Test
    void checkAndSetRefusesAnotherVersion() {
        TestedVault.Answer refused = vault.ask("POST", kv + "/data/a/b", "{'options':{'cas':0},'data':{'x':'2'}}");
        TestedVault.Answer taken = vault.ask("POST", kv + "/data/a/b", "{'options':{'cas':1},'data':{'x':'2'}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().at("/errors/0").asText()).contains("check-and-set parameter did not match");
        assertThat(taken.status()).isEqualTo(200);
    }

    @Test
    void aMissingSecretIs404WithoutErrorsAndADeletedOneIs404WithItsMetadata() {
        TestedVault.Answer missing = vault.ask("GET", kv + "/data/none", "");
        TestedVault.Answer deleted = vault.ask("DELETE", kv + "/data/a/b", "");
        TestedVault.Answer gone = vault.ask("GET", kv + "/data/a/b", "");
        TestedVault.Answer metadata = vault.ask("GET", kv + "/metadata/a/b", "");

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body()).hasToString("{\"errors\":[]}");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.body().at("/data/data").isNull()).isTrue();
        assertThat(gone.body().at("/data/metadata/version").asInt()).isEqualTo(1);
        assertThat(gone.body().at("/data/metadata/deletion_time").asText()).isNotEmpty();
        assertThat(metadata.body().at("/data/current_version").asInt()).isEqualTo(1);
        assertThat(metadata.body().at("/data/versions/1/destroyed").asBoolean(true))
                .isFalse();
    }

    @Test
    void aPathOutsideOfDataIsNoSecretAndAnUnknownStoreIsNoRoute() {
        TestedVault.Answer outside = vault.ask("GET", kv + "/a/b", "");
        TestedVault.Answer unknown = vault.ask("GET", kv + "-none/data/a", "");

        assertThat(outside.status()).isEqualTo(404);
        assertThat(outside.body().at("/warnings/0").asText())
                .startsWith("Invalid path for a versioned K/V secrets engine");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().at("/errors/0").asText()).startsWith("no handler for route");
    }

    @Test
    void withoutATokenOrWithAnUnknownOneNothingIsTold() {
        TestedVault.Answer none = vault.ask("", "GET", kv + "/data/a/b", "");
        TestedVault.Answer unknown = vault.ask("hvs.unknown", "GET", kv + "/data/a/b", "");

        assertThat(none.status()).isEqualTo(403);
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(unknown.body().path("errors").toString()).contains("permission denied");
    }

    @Test
    void aTokenSaysWhatItIsAndIsRenewedAndRevokedByItself() {
        TestedVault.Answer made =
                vault.ask("POST", "auth/token/create", "{'policies':['default'],'ttl':'10m','renewable':true}");
        String token = made.body().at("/auth/client_token").asText();
        TestedVault.Answer self = vault.ask(token, "GET", "auth/token/lookup-self", "");
        TestedVault.Answer renewed = vault.ask(token, "POST", "auth/token/renew-self", "{'increment':'20m'}");
        TestedVault.Answer root =
                vault.ask("POST", "auth/token/create", "{'policies':['default'],'ttl':'10m','renewable':false}");
        TestedVault.Answer notRenewed =
                vault.ask(root.body().at("/auth/client_token").asText(), "POST", "auth/token/renew-self", "");
        TestedVault.Answer revoked = vault.ask(token, "POST", "auth/token/revoke-self", "");
        TestedVault.Answer after = vault.ask(token, "GET", "auth/token/lookup-self", "");

        assertThat(made.body().at("/auth/lease_duration").asInt()).isEqualTo(600);
        assertThat(made.body().at("/auth/renewable").asBoolean()).isTrue();
        assertThat(made.body().at("/auth/policies")).hasToString("[\"default\"]");
        assertThat(self.status()).isEqualTo(200);
        assertThat(self.body().at("/data/id").asText()).isEqualTo(token);
        assertThat(self.body().at("/data/creation_ttl").asInt()).isEqualTo(600);
        assertThat(self.body().at("/data/ttl").asInt()).isBetween(1, 600);
        assertThat(self.body().at("/data/renewable").asBoolean()).isTrue();
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.body().at("/auth/client_token").asText()).isEqualTo(token);
        assertThat(renewed.body().at("/auth/lease_duration").asInt()).isEqualTo(1200);
        assertThat(notRenewed.status()).isEqualTo(400);
        assertThat(revoked.status()).isEqualTo(204);
        assertThat(after.status()).isEqualTo(403);
    }

    @Test
    void anAppRoleGivesATokenForTheRightPairOnly() {
        String role = "auth/approle/role/" + kv;
        vault.ask("POST", role, "{'token_policies':['default'],'token_ttl':'5m','secret_id_num_uses':1}");
        String roleId = vault.ask("GET", role + "/role-id", "")
                .body()
                .at("/data/role_id")
                .asText();
        String secretId = vault.ask("POST", role + "/secret-id", "")
                .body()
                .at("/data/secret_id")
                .asText();
        String pair = "{'role_id':'%s','secret_id':'%s'}";
        TestedVault.Answer wrong =
                vault.ask("", "POST", "auth/approle/login", pair.formatted(roleId, UUID.randomUUID()));
        TestedVault.Answer login = vault.ask("", "POST", "auth/approle/login", pair.formatted(roleId, secretId));
        TestedVault.Answer again = vault.ask("", "POST", "auth/approle/login", pair.formatted(roleId, secretId));

        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body().at("/errors/0").asText()).contains("invalid");
        assertThat(login.status()).isEqualTo(200);
        envelope(login.body());
        assertThat(login.body().at("/auth/client_token").asText()).isNotEmpty();
        assertThat(login.body().at("/auth/accessor").asText()).isNotEmpty();
        assertThat(login.body().at("/auth/lease_duration").asInt()).isEqualTo(300);
        assertThat(login.body().at("/auth/token_type").asText()).isEqualTo("service");
        assertThat(again.status())
                .as("the second use of a secret id for one use")
                .isEqualTo(400);
    }

    @Test
    void aRoleMayHaveAnIdOfOnesOwnChoice() {
        String role = "auth/approle/role/" + kv;
        String id = "id-of-" + kv;
        vault.ask("POST", role, "{'token_policies':['default']}");
        TestedVault.Answer named = vault.ask("POST", role + "/role-id", "{'role_id':'" + id + "'}");
        TestedVault.Answer again = vault.ask("POST", role + "/role-id", "{'role_id':'" + id + "'}");
        String secretId = vault.ask("POST", role + "/secret-id", "")
                .body()
                .at("/data/secret_id")
                .asText();
        TestedVault.Answer login = vault.ask(
                "", "POST", "auth/approle/login", "{'role_id':'%s','secret_id':'%s'}".formatted(id, secretId));

        assertThat(named.status()).isEqualTo(204);
        assertThat(again.status()).isEqualTo(204);
        assertThat(vault.ask("GET", role + "/role-id", "")
                        .body()
                        .at("/data/role_id")
                        .asText())
                .isEqualTo(id);
        assertThat(login.status()).isEqualTo(200);
    }

    @Test
    void whatIsMountedOrEnabledTwiceIsToldToBeInUse() {
        TestedVault.Answer mounted = vault.ask("POST", "sys/mounts/" + kv, "{'type':'kv','options':{'version':'2'}}");
        TestedVault.Answer enabled = vault.ask("POST", "sys/auth/approle", "{'type':'approle'}");

        assertThat(mounted.status()).isEqualTo(400);
        assertThat(mounted.body().at("/errors/0").asText()).isEqualTo("path is already in use at " + kv + "/");
        assertThat(enabled.status()).isEqualTo(400);
        assertThat(enabled.body().at("/errors/0").asText()).isEqualTo("path is already in use at approle/");
    }
}
