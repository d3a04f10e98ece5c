package io.orbit.connectors.files;

import io.orbit.connectors.method.Param;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code ExtractMethods.json}. */
public record JsonExtract(
        @Param(value = "File, folder or glob.", required = true, example = "\"data/flights.json\"")
        String path,

        @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
        String connection,

        @Param(
                value = "Fields that become columns, each with its SQL type. Needed unless inferSchema is true.",
                example = "{\"origin\": \"string\", \"delay\": \"int\"}")
        Map<String, String> schema,

        @Param(value = "Read the data twice to guess the columns; only without a schema.", defaultsTo = "false")
        boolean inferSchema,

        @Param(value = "A file is one JSON document over many lines, instead of one per line.", defaultsTo = "false")
        boolean multiLine,

        @Param(value = "How dates are written.", example = "\"dd.MM.yyyy\"") @Nullable
        String dateFormat,

        @Param(value = "How timestamps are written.", example = "\"yyyy/MM/dd HH:mm\"") @Nullable
        String timestampFormat,

        @Param(
                value = "A record that does not fit: fail the step, drop it, or keep it with nulls (permissive).",
                defaultsTo = "\"fail\"")
        BadRecords badRecords,

        @Param("Column that takes the text of a bad record; needs a schema and badRecords permissive.") @Nullable
        String corruptColumn) {}
