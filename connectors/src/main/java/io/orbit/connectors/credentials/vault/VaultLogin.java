package io.orbit.connectors.credentials.vault;

/** How a runner becomes known to Vault. */
public sealed interface VaultLogin {
    /** With a token that someone else has made. */
    record Token(SecretText token) implements VaultLogin {
        @Override
        public String toString() {
            return "token " + token;
        }
    }

    /** @param mount where the method is mounted, usually {@code approle} */
    record AppRole(String mount, String roleId, SecretText secretId) implements VaultLogin {
        @Override
        public String toString() {
            return "AppRole at auth/" + mount;
        }
    }

    /**
     * @param mount where the method is mounted, usually {@code kubernetes}
     * @param jwt the token of the pod's service account
     */
    record Kubernetes(String mount, String role, SecretText jwt) implements VaultLogin {
        @Override
        public String toString() {
            return "Kubernetes role '" + role + "' at auth/" + mount;
        }
    }

    /** True when each login makes a new token. */
    default boolean makesTokens() {
        return !(this instanceof Token);
    }
}
