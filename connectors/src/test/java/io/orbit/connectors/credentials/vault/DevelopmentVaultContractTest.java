package io.orbit.connectors.credentials.vault;

import io.orbit.connectors.credentials.dev.DevelopmentVault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

@DisplayName("development Vault")
class DevelopmentVaultContractTest extends VaultSetupContract {
    private static DevelopmentVault development;

    @BeforeAll
    static void start() {
        development = DevelopmentVault.start();
    }

    @AfterAll
    static void stop() {
        development.close();
    }

    @Override
    TestedVault server() {
        return new TestedVault(development.address(), development.rootToken());
    }
}
