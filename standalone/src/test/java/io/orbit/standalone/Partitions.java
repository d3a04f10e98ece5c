package io.orbit.standalone;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Where records of a pipeline belong. */
final class Partitions {
    private Partitions() {}

    /** As Kafka's own Java client hashes the key. */
    static int of(String pipeline) {
        return Utils.toPositive(Utils.murmur2(pipeline.getBytes(StandardCharsets.UTF_8))) % HouseSettings.PARTITIONS;
    }
}
