package io.orbit.standalone;

import io.orbit.connectors.credentials.vault.VaultSettings;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a house is run.
 *
 * @param data where everything is kept
 * @param base where relative paths of pipelines start
 * @param httpPort 0 for any free one
 * @param kafkaPort 0 for the last one, or any free one
 * @param slots attempts that run at the same time; 0 for no runner in this process
 * @param partitions of every partitioned topic; fixed once the directory has been used
 * @param plugins folder with plug-in jars; null for none
 * @param vault where credentials are; null for a development Vault of its own, filled from {@code .env} in {@code base}
 */
public record HouseSettings(
        Path data,
        Path base,
        int httpPort,
        int kafkaPort,
        int slots,
        int partitions,
        @Nullable Path plugins,
        @Nullable VaultSettings vault) {
    /** Enough for one machine; a cluster has more. */
    public static final int PARTITIONS = 4;

    public static final int SLOTS = 4;

    /** Free ports, the usual slots and partitions, no plug-ins, a development Vault. */
    public static HouseSettings in(Path data, Path base) {
        return new HouseSettings(data, base, 0, 0, SLOTS, PARTITIONS, null, null);
    }

    public HouseSettings withPlugins(Path folder) {
        return new HouseSettings(data, base, httpPort, kafkaPort, slots, partitions, folder, vault);
    }

    public HouseSettings withVault(@Nullable VaultSettings settings) {
        return new HouseSettings(data, base, httpPort, kafkaPort, slots, partitions, plugins, settings);
    }

    /**
     * Vault as the environment names it.
     *
     * @return null when it names none
     * @throws OrbitException CONFIGURATION_INVALID with every problem
     */
    public static @Nullable VaultSettings vaultOf(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        VaultSettings vault = VaultSettings.of(environment, problems);
        if (!problems.isEmpty()) {
            throw new OrbitException(ErrorCode.CONFIGURATION_INVALID, String.join(System.lineSeparator(), problems));
        }
        return vault;
    }
}
