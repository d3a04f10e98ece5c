package io.orbit.connectors.credentials.vault;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a runner reaches Vault. Prints no secret.
 *
 * @param address {@code https://host:port}; {@code http} only where {@link #of} allowed it
 * @param namespace of Vault Enterprise and OpenBao; null for the root
 * @param caFile certificates, PEM, that sign Vault's; null for those that Java trusts
 * @param patience for one answer, all of it
 */
public record VaultSettings(
        URI address,
        VaultLogin login,
        @Nullable String namespace,
        @Nullable Path caFile,
        Duration patience) {
    /** What every variable for Vault begins with. */
    public static final String PREFIX = "ORBIT_VAULT_";

    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /** No namespace, the certificates that Java trusts, the usual patience. */
    public static VaultSettings of(URI address, VaultLogin login) {
        return new VaultSettings(address, login, null, null, PATIENCE);
    }

    /**
     * Reads the variables {@code ORBIT_VAULT_…}.
     *
     * @param environment others are not looked at
     * @param problems takes each problem, in words for people, without values that may be secret
     * @return null when there is no ORBIT_VAULT_ADDR, or when there are problems
     */
    public static @Nullable VaultSettings of(Map<String, String> environment, List<String> problems) {
        return new VaultSettingsParser(environment, problems).parse();
    }

    public VaultSettings withNamespace(String name) {
        return new VaultSettings(address, login, name, caFile, patience);
    }

    public VaultSettings withCaFile(Path file) {
        return new VaultSettings(address, login, namespace, file, patience);
    }

    public VaultSettings withPatience(Duration duration) {
        return new VaultSettings(address, login, namespace, caFile, duration);
    }

    /** {@code https://vault:8200, namespace team, AppRole at auth/approle}. */
    @Override
    public String toString() {
        return address + (namespace == null ? "" : ", namespace " + namespace) + ", " + login;
    }
}
