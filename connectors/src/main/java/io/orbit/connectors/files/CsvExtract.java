package io.orbit.connectors.files;

import io.orbit.connectors.method.Param;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code ExtractMethods.csv}. */
public record CsvExtract(
        @Param(value = "File, folder or glob.", required = true, example = "\"data/airports.csv\"")
        String path,

        @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
        String connection,

        @Param(
                value = "Columns in the order of the file, each with its SQL type. Without it all columns are text.",
                example = "{\"iata\": \"string\", \"latitude\": \"double\"}")
        Map<String, String> schema,

        @Param(value = "Read the data twice to guess the types; only without a schema.", defaultsTo = "false")
        boolean inferSchema,

        @Param(value = "The first line names the columns.", defaultsTo = "true")
        boolean header,

        @Param(value = "What stands between two fields.", defaultsTo = "\",\"")
        String delimiter,

        @Param(value = "Fields in quotes may go over several lines.", defaultsTo = "false")
        boolean multiLine,

        @Param(value = "Text that means null.", defaultsTo = "\"\"")
        String nullValue,

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
