package io.orbit.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.Folders;
import io.orbit.connectors.storage.Hashes;
import io.orbit.connectors.storage.WriteOnce;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rows that a load is to send, one JSON object per line, written down once in a run: whatever computes them may give
 * another order the next time, and then a batch of the same number would hold other rows.
 *
 * @param files in the order in which to send
 */
record Outbox(List<Path> files, long rows, long bytes) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MANIFEST = "outbox.json";

    Outbox {
        files = List.copyOf(files);
    }

    /**
     * What an attempt of this run has written down first.
     *
     * @throws OrbitException INPUT_MISSING when what an earlier attempt wrote down is gone
     */
    static Outbox of(StepScope scope, Dataset<Row> rows, boolean skipNulls) throws IOException {
        Path manifest = scope.folder().resolve(MANIFEST);
        boolean known = Files.exists(manifest);
        if (!known) {
            Path attempt = scope.folder().resolve("outbox-" + scope.fence());
            Column[] all = java.util.Arrays.stream(rows.columns())
                    .map(name -> functions.col(io.orbit.connectors.transform.SqlText.quoted(name)))
                    .toArray(Column[]::new);
            String ignore = Boolean.toString(skipNulls);
            rows.select(functions
                            .to_json(functions.struct(all), Map.of("ignoreNullFields", ignore))
                            .as("value"))
                    .write()
                    .mode("overwrite")
                    .text(attempt.toString());
            long count = scope.rowsWrittenTo(attempt.toString());
            if (!WriteOnce.put(manifest, JSON.writeValueAsBytes(described(scope, attempt, count)))) {
                Folders.delete(attempt);
            }
        }
        return open(scope, JSON.readTree(manifest.toFile()), known);
    }

    private static ObjectNode described(StepScope scope, Path attempt, long rows) throws IOException {
        ObjectNode manifest = JSON.createObjectNode().put("rows", rows);
        ArrayNode files = manifest.putArray("files");
        for (Path file : Folders.dataFiles(attempt)) {
            files.addObject()
                    .put("file", scope.folder().relativize(file).toString())
                    .put("bytes", Files.size(file))
                    .put("sha256", Hashes.sha256(file));
        }
        return manifest;
    }

    private static Outbox open(StepScope scope, JsonNode manifest, boolean check) throws IOException {
        List<Path> files = new ArrayList<>();
        long bytes = 0;
        for (JsonNode each : manifest.path("files")) {
            Path file = scope.folder().resolve(each.path("file").asText());
            long size = each.path("bytes").asLong();
            bytes += size;
            if (check
                    && !(Files.exists(file)
                            && Files.size(file) == size
                            && Hashes.sha256(file).equals(each.path("sha256").asText()))) {
                throw new OrbitException(
                        ErrorCode.INPUT_MISSING,
                        "the rows to send that were kept as %s are gone or were changed. Some may have been sent; start a new run to send all."
                                .formatted(file));
            }
            files.add(file);
        }
        return new Outbox(files, manifest.path("rows").asLong(), bytes);
    }
}
