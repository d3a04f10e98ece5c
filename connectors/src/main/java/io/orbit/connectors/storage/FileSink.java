package io.orbit.connectors.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.method.ZeroRows;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Loads rows into a folder, once per key whatever is retried.
 *
 * <p>The rows are staged under {@code _orbit/}, which readers skip. Then a manifest, put if absent at
 * {@code _orbit/<run>/<step>.json}, decides: the first attempt to put it has committed, and says which staged file goes
 * where and which old ones go away. Then that is done; an attempt that finds the manifest does what is left of it and
 * nothing else. So a crash at any point is finished by the next attempt, and a stale attempt changes nothing.
 *
 * <p>Loads that look at what is there already ({@code REPLACE}, {@code ERROR_IF_EXISTS}) decide one after the other, see
 * {@link Turns}.
 */
public final class FileSink {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int HASH_LENGTH = 12;

    /** What becomes of files that are in the folder already. */
    public enum Mode {
        /** They stay. */
        APPEND,
        /** They go when the new ones are there; whoever lists the folder in that moment may see both. */
        REPLACE,
        /** The load fails. */
        ERROR_IF_EXISTS
    }

    /**
     * @param format a Spark file format, e.g. {@code parquet}
     * @param options of the format
     * @param partitionBy columns that become folders; may be empty
     */
    public record Target(
            Path folder, String format, Map<String, String> options, List<String> partitionBy, Mode mode) {}

    private final StepScope scope;
    private final Target target;
    private final String name;
    private final Path manifest;

    private FileSink(StepScope scope, Target target, String name) {
        this.scope = scope;
        this.target = target;
        this.name = name;
        this.manifest = target.folder().resolve("_orbit").resolve(scope.runId()).resolve(name + ".json");
    }

    /**
     * @param name tells the loads of one run into one folder apart: the step's id, or more for a second one
     * @throws OrbitException EMPTY_INPUT when there are no rows and the step's policy, by default that of REPLACE, is to
     *     fail; SINK_NOT_EMPTY with ERROR_IF_EXISTS
     */
    public static LoadReceipt load(StepScope scope, Target target, String name, Dataset<Row> rows) throws IOException {
        return new FileSink(scope, target, name).load(rows);
    }

    private LoadReceipt load(Dataset<Row> rows) throws IOException {
        if (Files.exists(manifest)) {
            return publish(true);
        }
        Turns turns = new Turns(target.folder(), scope.runId(), name);
        Optional<byte[]> earlier = target.mode() == Mode.APPEND ? Optional.empty() : turns.begin();
        if (earlier.isPresent()) {
            WriteOnce.put(manifest, earlier.get());
            return publish(true);
        }
        List<Path> old = old();
        Path staging = manifest.resolveSibling(name + ".attempt-" + scope.fence());
        var writer =
                rows.write().format(target.format()).options(target.options()).mode("overwrite");
        writer.partitionBy(target.partitionBy().toArray(String[]::new)).save(staging.toString());
        long count = scope.rowsWrittenTo(staging);
        ZeroRows policy = scope.onZeroRows(target.mode() == Mode.REPLACE ? ZeroRows.FAIL : ZeroRows.WARN);
        if (count == 0 && policy == ZeroRows.FAIL) {
            Folders.delete(staging);
            throw new OrbitException(
                    ErrorCode.EMPTY_INPUT,
                    "there are no rows to write to %s; it was left as it is. Check the steps before, or set onZeroRows to 'warn'."
                            .formatted(target.folder()));
        }
        boolean first = target.mode() == Mode.APPEND
                ? WriteOnce.put(manifest, decision(staging, count, old))
                : takeTurn(turns, staging, count);
        LoadReceipt receipt = publish(!first);
        Folders.delete(staging);
        return receipt;
    }

    /** What the folder holds; nothing may, when the mode says so. */
    private List<Path> old() throws IOException {
        List<Path> old = Folders.dataFiles(target.folder());
        if (target.mode() == Mode.ERROR_IF_EXISTS && !old.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.SINK_NOT_EMPTY,
                    "%s holds %d files already. Choose another path, or mode 'append' or 'replace'."
                            .formatted(target.folder(), old.size()));
        }
        return old;
    }

    /** True when this attempt has decided, false when another one of the same load had. */
    private boolean takeTurn(Turns turns, Path staging, long count) throws IOException {
        while (true) {
            byte[] decision = decision(staging, count, old());
            byte[] decided = turns.take(decision);
            if (decided != null) {
                WriteOnce.put(manifest, decided);
                return Arrays.equals(decided, decision);
            }
        }
    }

    private byte[] decision(Path staging, long rows, List<Path> old) throws IOException {
        ObjectNode decision = MAPPER.createObjectNode()
                .put("run", scope.runId())
                .put("step", scope.step())
                .put("load", name)
                .put("fence", scope.fence())
                .put("format", target.format())
                .put("rows", rows)
                .put("staging", staging.getFileName().toString());
        var files = decision.putArray("files");
        String hash = Hashes.sha256(scope.runId() + "/" + name).substring(0, HASH_LENGTH);
        long bytes = 0;
        int number = 0;
        for (Path file : Folders.dataFiles(staging)) {
            long size = Files.size(file);
            bytes += size;
            String staged = file.getFileName().toString();
            String extension = staged.contains(".") ? staged.substring(staged.indexOf('.')) : "";
            Path from = staging.relativize(file);
            Path to = from.resolveSibling("part-%s-%05d%s".formatted(hash, number++, extension));
            files.addObject()
                    .put("from", from.toString())
                    .put("to", to.toString())
                    .put("bytes", size);
        }
        var removes = decision.put("bytes", bytes).putArray("removes");
        if (target.mode() == Mode.REPLACE) {
            old.forEach(file -> removes.add(target.folder().relativize(file).toString()));
        }
        return MAPPER.writeValueAsBytes(decision);
    }

    /** Does what the manifest says, as far as it is not done. */
    private LoadReceipt publish(boolean replayed) throws IOException {
        JsonNode decision = MAPPER.readTree(manifest.toFile());
        Publication.publish(target.folder(), decision);
        long rows = decision.path("rows").asLong();
        long bytes = decision.path("bytes").asLong();
        JsonNode result = MAPPER.createObjectNode()
                .put("path", target.folder().toString())
                .put("format", target.format())
                .put("rows", rows)
                .put("files", decision.path("files").size())
                .put("bytes", bytes);
        return new LoadReceipt(rows, bytes, replayed, result);
    }
}
