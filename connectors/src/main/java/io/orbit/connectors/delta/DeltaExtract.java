package io.orbit.connectors.delta;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code ExtractMethods.delta}. */
public record DeltaExtract(
        @Param(value = "Folder of the table.", required = true, example = "\"lake/routes\"")
        String path,

        @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
        String connection,

        @Param(value = "Version to read; the newest when left out.", min = 0) @Nullable
        Long versionAsOf,

        @Param("Columns to read; all when left out. What is not read costs nothing.")
        List<String> columns,

        @Param(
                value = "Read only rows for which this SQL expression is true.",
                example = "\"day >= :from\"",
                sql = true)
        @Nullable
        String where,

        @Param("Values of the binds in 'where', by name.") Map<String, JsonNode> args) {}
