package io.orbit.connectors.files;

import io.orbit.connectors.method.Param;
import io.orbit.connectors.storage.FileSink;
import java.util.List;

/** Parameters of {@code LoadMethods.parquet}. */
public record ParquetLoad(
        @Param(value = "Folder to write to.", required = true, example = "\"out/routes\"")
        String path,

        @Param(
                value =
                        "Files that are there already: they stay (append), go (replace), or fail the step (errorIfExists).",
                defaultsTo = "\"errorIfExists\"")
        FileSink.Mode mode,

        @Param("Columns that become folders.") List<String> partitionBy,

        @Param(value = "How files are compressed.", defaultsTo = "\"zstd\"")
        Compression compression) {

    /** Compression that Parquet knows. */
    public enum Compression {
        NONE,
        SNAPPY,
        GZIP,
        ZSTD
    }
}
