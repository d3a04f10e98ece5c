package io.orbit.standalone;

import io.orbit.connectors.credentials.CredentialSource;
import io.orbit.connectors.credentials.dev.DevelopmentVault;
import io.orbit.connectors.credentials.dev.DotEnvFilling;
import io.orbit.connectors.credentials.dev.RunnerAccess;
import io.orbit.connectors.credentials.vault.VaultCredentials;
import io.orbit.connectors.credentials.vault.VaultSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the runner of a house gets its credentials: from the Vault that was named, or from a development Vault. */
final class Credentials implements AutoCloseable {
    private static final String TOKEN_FILE = "vault-token";

    private final @Nullable DevelopmentVault development;
    private final VaultSettings settings;
    private final VaultCredentials source;
    private final Path tokenFile;

    private Credentials(@Nullable DevelopmentVault development, VaultSettings settings, Path tokenFile) {
        this.development = development;
        this.settings = settings;
        this.source = VaultCredentials.open(settings);
        this.tokenFile = tokenFile;
    }

    /** @throws io.orbit.schemas.OrbitException CONFIGURATION_INVALID when {@code .env} holds what is not understood */
    static Credentials of(HouseSettings house) {
        Path tokenFile = house.data().resolve(TOKEN_FILE);
        if (house.vault() != null) {
            return new Credentials(null, house.vault(), tokenFile);
        }
        DevelopmentVault vault = DevelopmentVault.start();
        boolean complete = false;
        try {
            DotEnvFilling.of(vault, house.base().resolve(".env"));
            // For runners that are started beside this process.
            PrivateFile.write(tokenFile, RunnerAccess.token(vault));
            Credentials credentials = new Credentials(vault, RunnerAccess.appRole(vault), tokenFile);
            complete = true;
            return credentials;
        } finally {
            if (!complete) {
                vault.close();
            }
        }
    }

    CredentialSource source() {
        return source;
    }

    @Override
    public void close() {
        source.close();
        if (development != null) {
            development.close();
            delete(tokenFile);
        }
    }

    /** The address, for people. */
    @Override
    public String toString() {
        return development == null
                ? settings.address().toString()
                : "%s (development Vault, filled from .env)".formatted(settings.address());
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The file '" + file + "' cannot be deleted.", e);
        }
    }
}
