package io.orbit.standalone;

import java.nio.file.Path;

/**
 * How a house is run.
 *
 * @param data where everything is kept
 * @param base where relative paths of pipelines start
 * @param httpPort 0 for any free one
 * @param kafkaPort 0 for the last one, or any free one
 * @param slots attempts that run at the same time; 0 for no runner in this process
 * @param partitions of every partitioned topic; fixed once the directory has been used
 */
public record HouseSettings(Path data, Path base, int httpPort, int kafkaPort, int slots, int partitions) {
    /** Enough for one machine; a cluster has more. */
    public static final int PARTITIONS = 4;

    public static final int SLOTS = 4;
}
