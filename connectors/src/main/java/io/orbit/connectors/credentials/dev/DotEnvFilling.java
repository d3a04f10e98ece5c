package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a development Vault as a {@code .env} file says: what changes there becomes a new version. */
public final class DotEnvFilling {
    private static final Logger LOG = LoggerFactory.getLogger(DotEnvFilling.class);

    private final DevelopmentVault vault;
    private final Path file;
    private final Map<String, ObjectNode> filled = new HashMap<>();

    private DotEnvFilling(DevelopmentVault vault, Path file) {
        this.vault = vault;
        this.file = file;
    }

    /**
     * Fills the Vault, now and before each read, so that a changed password counts at once.
     *
     * @param file need not exist yet
     * @throws OrbitException CONFIGURATION_INVALID when the file holds what is not understood
     */
    public static void of(DevelopmentVault vault, Path file) {
        DotEnvFilling filling = new DotEnvFilling(vault, file);
        filling.fill(DotEnv.read(file));
        vault.beforeReads(filling::refill);
    }

    private void refill() {
        try {
            fill(DotEnv.read(file));
        } catch (OrbitException e) {
            LOG.warn("The development Vault keeps what it has: {}", e.getMessage());
        }
    }

    private void fill(Map<String, ObjectNode> wanted) {
        wanted.forEach((path, secret) -> {
            if (!secret.equals(filled.put(path, secret))) {
                vault.put(path, secret);
            }
        });
        filled.keySet().removeIf(path -> {
            boolean gone = !wanted.containsKey(path);
            if (gone) {
                vault.delete(path);
            }
            return gone;
        });
    }
}
