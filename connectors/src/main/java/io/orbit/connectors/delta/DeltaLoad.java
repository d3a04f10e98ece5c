package io.orbit.connectors.delta;

import io.orbit.connectors.method.Param;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code LoadMethods.delta}. */
public record DeltaLoad(
        @Param(value = "Folder of the table; made when there is none.", required = true, example = "\"lake/routes\"")
        String path,

        @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
        String connection,

        @Param(
                value = "Add the rows (append), make them the whole table (overwrite), or update rows with the same"
                        + " keys and add the others (merge).",
                defaultsTo = "\"append\"")
        Mode mode,

        @Param(value = "With merge: columns that tell rows apart.", example = "[\"origin\"]")
        List<String> keys,

        @Param("With merge: a column; a row is updated only when its value is greater than the one in the table.")
        @Nullable
        String matchOnlyIfNewer,

        @Param(value = "Columns that the table lacks fail the step (strict) or are added.", defaultsTo = "\"strict\"")
        SchemaPolicy schemaPolicy,

        @Param("Columns by which a new table is laid out in folders.")
        List<String> partitionBy) {

    /** What becomes of the rows that are there. */
    public enum Mode {
        APPEND,
        OVERWRITE,
        MERGE
    }

    /** Whether the table's columns may grow. */
    public enum SchemaPolicy {
        STRICT,
        ADD_COLUMNS
    }
}
