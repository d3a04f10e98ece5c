package io.orbit.connectors.credentials.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultSettingsTest {
    private static final String ADDRESS = "https://vault:8200";

    private final List<String> problems = new ArrayList<>();

    private VaultSettings parse(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            environment.put("ORBIT_VAULT_" + namesAndValues[at], namesAndValues[at + 1]);
        }
        return VaultSettings.of(environment, problems);
    }

    @Test
    void withoutAnyVariableThereIsNoVaultAndNoProblem() {
        assertThat(VaultSettings.of(Map.of("VAULT_ADDR", ADDRESS, "VAULT_TOKEN", "t"), problems))
                .isNull();
        assertThat(parse("ADDR", " ")).isNull();
        assertThat(problems).isEmpty();
    }

    @Test
    void eachLoginHasItsVariables() {
        VaultSettings token = parse("ADDR", ADDRESS + "/", "TOKEN", "t", "NAMESPACE", "/team/a/", "CA_FILE", "ca.pem");
        VaultSettings role = parse("ADDR", ADDRESS, "ROLE_ID", "r", "SECRET_ID_FILE", "s", "AUTH_MOUNT", "orbit-role");
        VaultSettings pod = parse("ADDR", ADDRESS, "KUBERNETES_ROLE", "orbit");

        assertThat(problems).isEmpty();
        assertThat(token).hasToString("https://vault:8200, namespace team/a, token (given)");
        assertThat(token.caFile()).hasFileName("ca.pem");
        assertThat(role).hasToString("https://vault:8200, AppRole at auth/orbit-role");
        assertThat(pod).hasToString("https://vault:8200, Kubernetes role 'orbit' at auth/kubernetes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8200", "http://localhost:8200", "http://[::1]:8200", ADDRESS})
    void withoutTlsOnlyThisMachineIsSpokenTo(String address) {
        assertThat(parse("ADDR", address, "TOKEN", "t")).isNotNull();
        assertThat(problems).isEmpty();
    }

    @Test
    void anotherMachineWithoutTlsMustBeAllowed() {
        assertThat(parse("ADDR", "http://vault:8200", "TOKEN", "t")).isNull();
        assertThat(problems)
                .containsExactly("ORBIT_VAULT_ADDR is not https, so that secrets would travel in plain text. Use https;"
                        + " where the network is safe, ORBIT_VAULT_ALLOW_HTTP=true allows it.");
        assertThat(parse("ADDR", "http://vault:8200", "TOKEN", "t", "ALLOW_HTTP", "true"))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault:8200",
                "ftp://vault",
                "https://ann:hunter2@vault",
                "https://vault/v1?hunter2",
                "https://v a"
            })
    void whatIsNoAddressIsRefusedWithoutAnEcho(String address) {
        assertThat(parse("ADDR", address, "TOKEN", "hunter2")).isNull();
        assertThat(problems).containsExactly("ORBIT_VAULT_ADDR must look like https://vault.example:8200.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ADDR,https://v; needs one login, and there is none",
                "ADDR,https://v,TOKEN,hunter2,KUBERNETES_ROLE,k; needs one login, and there are 2",
                "ADDR,https://v,ROLE_ID,hunter2; ORBIT_VAULT_ROLE_ID and ORBIT_VAULT_SECRET_ID_FILE belong together.",
                "ADDR,https://v,TOKEN,hunter2,NAMESPACE,a b; ORBIT_VAULT_NAMESPACE must hold letters",
                "TOKEN,hunter2; ORBIT_VAULT_ADDR is missing, but there is ORBIT_VAULT_TOKEN.",
                "ADDR,https://v,TOKEN,hunter2,CAFILE,x; ORBIT_VAULT_CAFILE is not a setting. Did you mean 'ORBIT_VAULT_CA_FILE'?"
            })
    void whatDoesNotFitIsSaidWithoutValues(String settings, String problem) {
        assertThat(parse(settings.split(",", -1))).isNull();
        assertThat(problems).singleElement().asString().contains(problem).doesNotContain("hunter2");
    }
}
