package io.orbit.connectors.storage;

import io.orbit.connectors.method.StepScope;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;

/**
 * What one attempt of a load is to write.
 *
 * @param name tells the loads of one run into one folder apart
 * @param writer with format, options and partitions, but neither mode nor path
 */
public record StagedLoad(StepScope scope, String name, DataFrameWriter<Row> writer) {
    private static final int HASH_LENGTH = 12;

    /** In the names of all files of this load, whichever attempt writes them: {@code part-<hash>-…}. */
    public String hash() {
        return hash(scope.runId(), name);
    }

    /** The same, of the load that a decision names. */
    public static String hash(String run, String name) {
        return Hashes.sha256(run + "/" + name).substring(0, HASH_LENGTH);
    }

    /** Of this attempt; a part of a path. */
    String staging() {
        return name + ".attempt-" + scope.fence();
    }
}
