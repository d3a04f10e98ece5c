package io.orbit.connectors.credentials.vault;

import io.orbit.connectors.credentials.Credential;
import io.orbit.connectors.credentials.CredentialSource;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;

/**
 * Credentials from Vault: {@code vault:mount/data/path#field} in a KV store of version 2. Nothing is kept here between
 * look-ups but the runner's own token.
 */
public final class VaultCredentials implements CredentialSource, AutoCloseable {
    private final VaultSettings settings;
    private final VaultClient client;
    private final TokenKeeper keeper;

    private VaultCredentials(VaultSettings settings) {
        this.settings = settings;
        this.client = new VaultClient(settings);
        this.keeper = new TokenKeeper(client, settings.login());
    }

    /**
     * Does not wait for Vault: it logs in behind the scenes, and again whenever that is needed.
     *
     * @throws OrbitException CONFIGURATION_INVALID when the file with certificates cannot be used
     */
    public static VaultCredentials open(VaultSettings settings) {
        return new VaultCredentials(settings);
    }

    @Override
    public Credential resolve(String reference) {
        VaultReference place = VaultReference.of(reference);
        Lease lease = token(place);
        try {
            VaultClient.Answer answer = client.read(lease, place.path());
            // Denied, or is only the token too old?
            if (answer.status() == 403 && keeper.dead(lease)) {
                answer = client.read(token(place), place.path());
            }
            if (answer.status() == 200 || answer.status() == 404) {
                return VaultSecret.of(place, answer.body());
            }
            throw failure(place, Refusal.answered(answer.status()));
        } catch (Refusal e) {
            throw failure(place, e);
        }
    }

    private Lease token(VaultReference place) {
        try {
            return keeper.current();
        } catch (Refusal e) {
            if (e.mayPass()) {
                throw failure(place, e);
            }
            throw new OrbitException(
                    ErrorCode.ACCESS_DENIED,
                    "Credential '%s' cannot be read, as the runner may not log in with its %s: Vault at %s %s. Check the runner's login."
                            .formatted(place.text(), settings.login(), settings.address(), e.getMessage()));
        }
    }

    private OrbitException failure(VaultReference place, Refusal refusal) {
        if (refusal.mayPass()) {
            return new OrbitException(
                    ErrorCode.SECRET_UNAVAILABLE,
                    "Credential '%s' cannot be read now: Vault at %s %s."
                            .formatted(place.text(), settings.address(), refusal.getMessage()));
        }
        if (refusal.status() == 401 || refusal.status() == 403) {
            return new OrbitException(
                    ErrorCode.ACCESS_DENIED,
                    "Credential '%s' cannot be read: Vault at %s %s. Give the runner's policy 'read' on '%s', or check its login."
                            .formatted(place.text(), settings.address(), refusal.getMessage(), place.path()));
        }
        return new OrbitException(
                ErrorCode.SECRET_NOT_FOUND,
                "Credential '%s' cannot be read: Vault at %s %s. Keep a small secret at '%s' in a KV store of version 2, or correct 'credentials' in the connection."
                        .formatted(place.text(), settings.address(), refusal.getMessage(), place.path()));
    }

    /** Stops renewing the runner's token. */
    @Override
    public void close() {
        keeper.close();
    }

    @Override
    public String toString() {
        return "Vault at " + settings;
    }
}
