package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.connectors.storage.Folders;
import io.orbit.connectors.storage.Hashes;
import io.orbit.connectors.storage.WriteOnce;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows that one segment leaves for others: Avro files in a folder per attempt, and one manifest that the first attempt to
 * finish puts if it is absent. What the manifest does not name does not exist, so what a stale attempt writes is only
 * litter.
 */
final class DataSets {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String FORMAT = "avro";

    private DataSets() {}

    /** @return reference of the data set that an earlier attempt of this run committed; null when there is none */
    static @Nullable JsonNode find(Flow flow, String step) {
        Path manifest = folder(flow, step).resolve("_manifest.json");
        try {
            return Files.exists(manifest) ? reference(manifest) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Computes the rows and commits them; when another attempt was faster, its rows are the ones that count. */
    static JsonNode write(Flow flow, String step, Dataset<Row> rows) throws IOException {
        Path attempt = folder(flow, step).resolve("attempt-" + flow.segment.fence());
        rows.write().format(FORMAT).mode("overwrite").save(attempt.toString());
        flow.settle();
        long written = flow.watch().rowsWrittenTo(attempt.toString());
        // Only a validation has counted by now.
        Long counted = flow.note(step).metrics.put("rowsOut", written);
        if (counted != null && counted != written) {
            Folders.delete(attempt);
            throw new OrbitException(
                    ErrorCode.RECONCILIATION,
                    "it passed on %,d rows, and %,d of them were written for the next segment. Nothing was committed."
                            .formatted(counted, written));
        }
        Path manifest = folder(flow, step).resolve("_manifest.json");
        boolean first = WriteOnce.put(manifest, MAPPER.writeValueAsBytes(manifest(flow, step, attempt, rows.schema())));
        if (!first) {
            Folders.delete(attempt);
        }
        return reference(manifest);
    }

    /** @throws OrbitException INPUT_MISSING when the manifest or a file is gone or is not what was committed */
    static Dataset<Row> read(Flow flow, JsonNode reference) {
        JsonNode manifest = manifest(reference);
        StructType schema =
                (StructType) DataType.fromJson(manifest.path("schema").toString());
        Path place = Path.of(URI.create(reference.path("uri").asText()));
        List<String> files = new ArrayList<>();
        for (JsonNode file : manifest.path("files")) {
            Path path = place.resolveSibling(file.path("path").asText());
            checkFile(path, file);
            files.add(path.toString());
        }
        if (files.isEmpty()) {
            return flow.session().createDataFrame(List.of(), schema);
        }
        Dataset<Row> stored = flow.session().read().format(FORMAT).load(files.toArray(String[]::new));
        // Avro has no 8- and 16-bit integers: the cast brings the original types back.
        Column[] columns = Arrays.stream(schema.fields())
                .map(field -> functions
                        .col("`" + field.name().replace("`", "``") + "`")
                        .cast(field.dataType())
                        .as(field.name()))
                .toArray(Column[]::new);
        return stored.select(columns);
    }

    /** Takes over what the attempt that committed the data set had to say of the steps up to it. */
    static void restoreNotes(Flow flow, JsonNode reference) {
        manifest(reference).path("steps").properties().forEach(step -> {
            Flow.Notes notes = flow.note(step.getKey());
            if (notes.metrics.isEmpty() && notes.result == null) {
                notes.reused = true;
                step.getValue()
                        .path("metrics")
                        .properties()
                        .forEach(metric -> notes.metrics.put(
                                metric.getKey(), metric.getValue().asLong()));
                if (step.getValue().has("result")) {
                    notes.result = step.getValue().get("result");
                    flow.template.add(step.getKey(), notes.result);
                }
            }
        });
    }

    private static ObjectNode manifest(Flow flow, String step, Path attempt, StructType schema) throws IOException {
        ObjectNode manifest = MAPPER.createObjectNode()
                .put("run", flow.segment.runId())
                .put("step", step)
                .put("fence", flow.segment.fence())
                .put("format", FORMAT)
                .put("rows", flow.watch().rowsWrittenTo(attempt.toString()));
        ArrayNode files = MAPPER.createArrayNode();
        long bytes = 0;
        for (Path file : Folders.dataFiles(attempt)) {
            long size = Files.size(file);
            bytes += size;
            files.addObject()
                    .put("path", folder(flow, step).relativize(file).toString())
                    .put("bytes", size)
                    .put("sha256", Hashes.sha256(file));
        }
        flow.note(step).metrics.put("bytes", bytes);
        manifest.put("bytes", bytes).set("schema", MAPPER.readTree(schema.json()));
        manifest.set("files", files);
        ObjectNode steps = manifest.putObject("steps");
        for (Link link : flow.links) {
            if (flow.notes.containsKey(link.id()) && !link.method().light()) {
                StepOutcome outcome = Outcomes.of(flow, link);
                ObjectNode entry = steps.putObject(link.id());
                entry.set("metrics", MAPPER.valueToTree(outcome.metrics()));
                if (outcome.result() != null) {
                    entry.set("result", outcome.result());
                }
            }
        }
        return manifest;
    }

    private static JsonNode reference(Path manifest) throws IOException {
        byte[] bytes = Files.readAllBytes(manifest);
        return MAPPER.createObjectNode()
                .put("uri", manifest.toUri().toString())
                .put("format", FORMAT)
                .put("rows", MAPPER.readTree(bytes).path("rows").asLong())
                .put("sha256", Hashes.sha256(bytes));
    }

    private static JsonNode manifest(JsonNode reference) {
        Path file = Path.of(URI.create(reference.path("uri").asText()));
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (Hashes.sha256(bytes).equals(reference.path("sha256").asText())) {
                return MAPPER.readTree(bytes);
            }
        } catch (IOException e) {
            throw missing(file, "cannot be read", e);
        }
        throw missing(file, "was changed after it was committed", null);
    }

    private static void checkFile(Path path, JsonNode file) {
        try {
            boolean same = Files.size(path) == file.path("bytes").asLong()
                    && Hashes.sha256(path).equals(file.path("sha256").asText());
            if (!same) {
                throw missing(path, "was changed after it was committed", null);
            }
        } catch (IOException e) {
            throw missing(path, "cannot be read", e);
        }
    }

    private static OrbitException missing(Path file, String why, @Nullable Throwable cause) {
        return new OrbitException(
                ErrorCode.INPUT_MISSING,
                "the data set file %s %s. Retry the run from the step that made it.".formatted(file, why),
                cause);
    }

    private static Path folder(Flow flow, String step) {
        return flow.settings
                .workDir()
                .resolve("datasets")
                .resolve(flow.writtenAs(step))
                .resolve(step);
    }
}
