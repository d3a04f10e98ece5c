package io.orbit.connectors.credentials;

/** The store of credentials, as a runner sees it. Safe for use by many threads. */
public interface CredentialSource {
    /**
     * Looks a credential up, each time anew.
     *
     * @param reference {@code vault:mount/data/path#field}
     * @throws io.orbit.schemas.OrbitException SECRET_NOT_FOUND when the path or field does not exist, ACCESS_DENIED when
     *     the store does not let the runner read it, SECRET_UNAVAILABLE when the store does not answer; the message names
     *     the reference and never a value
     * @throws java.util.concurrent.CancellationException when the thread is interrupted meanwhile
     */
    Credential resolve(String reference);

    /** Knows no credential at all. */
    static CredentialSource none() {
        return reference -> {
            throw Credential.notFound(reference, "this runner knows no Vault; it takes ORBIT_VAULT_ADDR");
        };
    }
}
