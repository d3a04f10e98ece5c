package io.orbit.standalone;

import java.nio.file.Path;
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
 */
public record HouseSettings(
        Path data,
        Path base,
        int httpPort,
        int kafkaPort,
        int slots,
        int partitions,
        @Nullable Path plugins) {
    /** Enough for one machine; a cluster has more. */
    public static final int PARTITIONS = 4;

    public static final int SLOTS = 4;

    /** Free ports, the usual slots and partitions, no plug-ins. */
    public static HouseSettings in(Path data, Path base) {
        return new HouseSettings(data, base, 0, 0, SLOTS, PARTITIONS, null);
    }
}
