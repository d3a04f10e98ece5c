package io.orbit.connectors.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.credentials.dev.DevelopmentVault;
import io.orbit.connectors.credentials.dev.RunnerAccess;
import io.orbit.connectors.credentials.vault.VaultCredentials;
import java.io.UncheckedIOException;

/** A development Vault and a runner's way into it. */
public record TestVault(DevelopmentVault vault, VaultCredentials credentials) implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static TestVault start() {
        DevelopmentVault vault = DevelopmentVault.start();
        return new TestVault(vault, VaultCredentials.open(RunnerAccess.appRole(vault)));
    }

    /** @param secret single quotes for double ones */
    public TestVault with(String path, String secret) {
        vault.put(path, json(secret));
        return this;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        credentials.close();
        vault.close();
    }
}
