package io.orbit.connectors.credentials.vault;

import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Needs a root token, e.g. that of {@code vault server -dev}. Cleans up behind itself. */
@DisplayName("the Vault at VAULT_ADDR")
@EnabledIfEnvironmentVariable(named = "VAULT_ADDR", matches = "https?://.+", disabledReason = "there is no Vault")
@EnabledIfEnvironmentVariable(named = "VAULT_TOKEN", matches = ".+", disabledReason = "there is no token for Vault")
class RealVaultContractTest extends VaultSetupContract {
    @Override
    TestedVault server() {
        return new TestedVault(URI.create(System.getenv("VAULT_ADDR")), System.getenv("VAULT_TOKEN"));
    }

    @Test
    void theReportSaysWhichOneItWas(TestReporter report) {
        report.publishEntry(
                "vault",
                vault.ask("", "GET", "sys/health", "").body().path("version").asText());
    }
}
