package io.orbit.connectors.files;

import io.orbit.connectors.method.Param;
import io.orbit.connectors.storage.FileSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of the loads into files. */
public final class Loads {
    static final String MODE =
            "Files that are there already: they stay (append), go (replace), or fail the step (errorIfExists).";

    private Loads() {}

    /** Parameters of {@code LoadMethods.csv}. */
    public record Csv(
            @Param(value = "Folder to write to.", required = true, example = "\"out/routes\"")
            String path,

            @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
            String connection,

            @Param(value = MODE, defaultsTo = "\"errorIfExists\"")
            FileSink.Mode mode,

            @Param("Columns that become folders.") List<String> partitionBy,

            @Param(value = "Each file starts with the names of the columns.", defaultsTo = "true")
            boolean header,

            @Param(value = "What stands between two fields.", defaultsTo = "\",\"")
            String delimiter,

            @Param(value = "Text for null.", defaultsTo = "\"\"")
            String nullValue,

            @Param(value = "How files are compressed.", defaultsTo = "\"none\"")
            TextCompression compression) {}

    /** Parameters of {@code LoadMethods.json}. */
    public record Json(
            @Param(value = "Folder to write to, one document per line.", required = true, example = "\"out/routes\"")
            String path,

            @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
            String connection,

            @Param(value = MODE, defaultsTo = "\"errorIfExists\"")
            FileSink.Mode mode,

            @Param("Columns that become folders.") List<String> partitionBy,

            @Param(value = "Leave fields out that are null.", defaultsTo = "true")
            boolean skipNulls,

            @Param(value = "How files are compressed.", defaultsTo = "\"none\"")
            TextCompression compression) {}

    /** Parameters of {@code LoadMethods.parquet}. */
    public record Parquet(
            @Param(value = "Folder to write to.", required = true, example = "\"out/routes\"")
            String path,

            @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
            String connection,

            @Param(value = MODE, defaultsTo = "\"errorIfExists\"")
            FileSink.Mode mode,

            @Param("Columns that become folders.") List<String> partitionBy,

            @Param(value = "How files are compressed.", defaultsTo = "\"zstd\"")
            ParquetCompression compression) {}

    /** Parameters of {@code LoadMethods.avro}. */
    public record Avro(
            @Param(value = "Folder to write to.", required = true, example = "\"out/routes\"")
            String path,

            @Param("Connection of type s3 for a path in S3; left out for one on the file system.") @Nullable
            String connection,

            @Param(value = MODE, defaultsTo = "\"errorIfExists\"")
            FileSink.Mode mode,

            @Param("Columns that become folders.") List<String> partitionBy,

            @Param(value = "How files are compressed.", defaultsTo = "\"zstd\"")
            AvroCompression compression) {}

    /** Compression of text files. */
    public enum TextCompression {
        NONE,
        GZIP
    }

    /** Compression that Parquet knows. */
    public enum ParquetCompression {
        NONE,
        SNAPPY,
        GZIP,
        ZSTD
    }

    /** Compression that Avro knows; the names are Orbit's, the same for all formats. */
    public enum AvroCompression {
        NONE("uncompressed"),
        SNAPPY("snappy"),
        DEFLATE("deflate"),
        ZSTD("zstandard");

        final String codec;

        AvroCompression(String codec) {
            this.codec = codec;
        }
    }
}
