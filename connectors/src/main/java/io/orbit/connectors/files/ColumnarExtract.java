package io.orbit.connectors.files;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code ExtractMethods.parquet} and {@code ExtractMethods.avro}: formats that carry their schema. */
public record ColumnarExtract(
        @Param(value = "File, folder or glob.", required = true, example = "\"data/flights.parquet\"")
        String path,

        @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
        String connection,

        @Param("Columns to read; all when left out. What is not read costs nothing.")
        List<String> columns,

        @Param(
                value = "Read only rows for which this SQL expression is true.",
                example = "\"delay > :least\"",
                sql = true)
        @Nullable
        String where,

        @Param("Values of the binds in 'where', by name.") Map<String, JsonNode> args) {}
