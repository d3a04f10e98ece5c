package io.orbit.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.Hashes;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Reads records of a service: fetches the pages once per run, and reads what is on disk from then on. */
public final class HttpReader {
    private HttpReader() {}

    /**
     * @throws OrbitException HTTP_FAILED, HTTP_REFUSED, ACCESS_DENIED, SOURCE_NOT_FOUND, SCHEMA_MISMATCH, RESULT_TOO_LARGE,
     *     PARAMETER_INVALID; INPUT_MISSING when a page that was fetched is gone
     * @throws Exception IOException, and InterruptedException when the attempt is cancelled
     */
    public static Dataset<Row> read(StepScope scope, HttpExtract with) throws Exception {
        // First of all: a schema that is none should cost no request.
        StructType schema = schema(with);
        boolean[] fetched = new boolean[1];
        JsonNode pages = scope.pinned("pages", () -> {
            fetched[0] = true;
            return new Pages(scope, with).fetch();
        });
        List<String> files = new ArrayList<>();
        long rows = 0;
        for (JsonNode page : pages) {
            Path file = scope.folder().resolve(page.path("file").asText());
            if (!fetched[0]) {
                check(file, page);
            }
            if (page.path("rows").asLong() > 0) {
                files.add(file.toString());
            }
            rows += page.path("rows").asLong();
        }
        scope.metric("pages", pages.size());
        scope.result(JsonNodeFactory.instance
                .objectNode()
                .put("connection", with.connection())
                .put("pages", pages.size())
                .put("rows", rows)
                .put("fingerprint", Hashes.sha256(pages.toString())));
        if (files.isEmpty()) {
            return scope.spark().createDataFrame(List.of(), schema);
        }
        return reader(scope, with).schema(schema).json(files.toArray(String[]::new));
    }

    private static DataFrameReader reader(StepScope scope, HttpExtract with) {
        DataFrameReader reader = scope.spark()
                .read()
                .option("mode", with.badRecords().mode())
                // Else Spark would also break lines where a text holds a carriage return.
                .option("lineSep", "\n");
        if (with.dateFormat() != null) {
            reader.option("dateFormat", with.dateFormat());
        }
        if (with.timestampFormat() != null) {
            reader.option("timestampFormat", with.timestampFormat());
        }
        return reader;
    }

    private static StructType schema(HttpExtract with) {
        StringJoiner ddl = new StringJoiner(", ");
        with.schema().forEach((name, type) -> ddl.add(SqlText.quoted(name) + " " + type));
        return StructType.fromDDL(ddl.toString());
    }

    private static void check(Path file, JsonNode page) throws IOException {
        boolean same = Files.exists(file)
                && Files.size(file) == page.path("bytes").asLong()
                && Hashes.sha256(file).equals(page.path("sha256").asText());
        if (!same) {
            throw new OrbitException(
                    ErrorCode.INPUT_MISSING,
                    "the page that was kept as %s is gone or was changed. Start a new run to fetch the pages again."
                            .formatted(file));
        }
    }
}
