package io.orbit.connectors.credentials.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.credentials.vault.VaultSetup.Filled;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an administrator's filling makes is what runners can read. */
abstract class VaultSetupContract extends VaultContract {
    private String store;
    private VaultSetup setup;

    @BeforeEach
    void name() {
        store = kv + "-filled";
        setup = VaultSetup.with(settings(vault.rootToken()));
    }

    @AfterEach
    void clear() {
        vault.ask("DELETE", "sys/mounts/" + store, "");
    }

    private VaultSettings settings(String token) {
        return VaultSettings.of(vault.address(), new VaultLogin.Token(SecretText.of(token)));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, JsonNode> secrets(String password) {
        return Map.of(
                store + "/data/pg", json("{'jdbc':{'username':'ann','password':'" + password + "'}}"),
                store + "/data/team/lake", json("{'iam':{'accessKeyId':'k'}}"));
    }

    private VaultLogin.AppRole role(String secretId) {
        return new VaultLogin.AppRole("approle", "runner-of-" + kv, SecretText.of(secretId));
    }

    @Test
    void aRunnerReadsWithItsRoleWhatWasFilledInAndNothingElse() {
        Map<String, JsonNode> secrets = secrets("one");

        Filled filled = setup.fill(secrets);
        String secretId = setup.appRole(kv, "runner-of-" + kv, secrets.keySet());
        VaultCredentials runner = with(role(secretId));

        assertThat(filled).isEqualTo(new Filled(2, 0));
        assertThat(runner.resolve("vault:" + store + "/data/pg#jdbc").field("password"))
                .isEqualTo("one");
        assertThat(runner.resolve("vault:" + store + "/data/team/lake#iam").field("accessKeyId"))
                .isEqualTo("k");
        fails(() -> read(runner, "open/pg#jdbc"), ErrorCode.ACCESS_DENIED, kv + "/data/open/pg");
    }

    @Test
    void fillingAgainWritesOnlyWhatIsDifferentAndKeepsTheRunnersIn() {
        setup.fill(secrets("one"));
        VaultCredentials runner =
                with(role(setup.appRole(kv, "runner-of-" + kv, secrets("one").keySet())));
        String reference = "vault:" + store + "/data/pg#jdbc";
        String before = runner.resolve(reference).field("password");

        Filled same = setup.fill(secrets("one"));
        Filled changed = setup.fill(secrets("two"));
        String another = setup.appRole(kv, "runner-of-" + kv, secrets("two").keySet());

        assertThat(same).isEqualTo(new Filled(0, 2));
        assertThat(changed).isEqualTo(new Filled(1, 1));
        assertThat(before).isEqualTo("one");
        assertThat(runner.resolve(reference).field("password")).isEqualTo("two");
        assertThat(runner.resolve(reference).version()).hasValue(2);
        assertThat(with(role(another)).resolve(reference).field("password")).isEqualTo("two");
    }

    @Test
    void whoMayNotFillIsToldSoWithoutAValue() {
        VaultSetup stranger = VaultSetup.with(settings("hvs.stranger"));

        fails(() -> stranger.fill(secrets("hunter2")), ErrorCode.ACCESS_DENIED, "sys/mounts/" + store, "root token");
        fails(
                () -> stranger.appRole(kv, "runner-of-" + kv, Set.of(store + "/data/pg")),
                ErrorCode.ACCESS_DENIED,
                "sys/policies/acl/" + kv);
        fails(
                () -> VaultSetup.with(VaultSettings.of(vault.address(), role("hunter2"))),
                ErrorCode.CONFIGURATION_INVALID,
                "ORBIT_VAULT_TOKEN");
    }
}
