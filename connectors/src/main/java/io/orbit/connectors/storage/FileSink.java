package io.orbit.connectors.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.method.ZeroRows;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Loads rows into a folder, once per key whatever is retried.
 *
 * <p>The rows are staged where readers do not see them, see {@link Place}. Then a manifest, put if absent at
 * {@code _orbit/<run>/<step>.json}, decides: the first attempt to put it has committed, and says which staged file goes
 * where and which old ones go away. Then that is done; an attempt that finds the manifest does what is left of it and
 * nothing else. So a crash at any point is finished by the next attempt, and a stale attempt changes nothing.
 *
 * <p>Loads that look at what is there already ({@code REPLACE}, {@code ERROR_IF_EXISTS}) decide one after the other, see
 * {@link Turns}.
 */
public final class FileSink {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

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
            Location folder, String format, Map<String, String> options, List<String> partitionBy, Mode mode) {}

    private final StepScope scope;
    private final Target target;
    private final String name;
    private final Place place;
    private final String manifest;

    private FileSink(StepScope scope, Target target, String name) throws IOException {
        this.scope = scope;
        this.target = target;
        this.name = name;
        this.place = target.folder().folder(scope.spark());
        this.manifest = "_orbit/" + scope.runId() + "/" + name + ".json";
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
        Optional<byte[]> known = place.read(manifest);
        if (known.isPresent()) {
            return publish(MAPPER.readTree(known.get()), true);
        }
        Turns turns = new Turns(place, scope.runId(), name);
        Optional<byte[]> earlier = target.mode() == Mode.APPEND ? Optional.empty() : turns.begin();
        if (earlier.isPresent()) {
            place.put(manifest, earlier.get());
            return publish(MAPPER.readTree(earlier.get()), true);
        }
        if (target.mode() == Mode.ERROR_IF_EXISTS) {
            old();
        }
        DataFrameWriter<Row> writer = rows.write()
                .format(target.format())
                .options(target.options())
                .partitionBy(target.partitionBy().toArray(String[]::new));
        StagedLoad load = new StagedLoad(scope, name, writer);
        Staged staged = place.stage(load);
        ZeroRows policy = scope.onZeroRows(target.mode() == Mode.REPLACE ? ZeroRows.FAIL : ZeroRows.WARN);
        if (staged.rows() == 0 && policy == ZeroRows.FAIL) {
            place.discard(load, staged);
            throw new OrbitException(
                    ErrorCode.EMPTY_INPUT,
                    "there are no rows to write to %s; it was left as it is. Check the steps before, or set onZeroRows to 'warn'."
                            .formatted(target.folder()));
        }
        Decided decided = target.mode() == Mode.APPEND ? append(load, staged) : takeTurn(turns, load, staged);
        LoadReceipt receipt = publish(decided.decision(), !decided.own());
        if (!decided.own()) {
            place.discard(load, staged);
        }
        return receipt;
    }

    /** What the folder holds; nothing may, when the mode says so. */
    private List<String> old() throws IOException {
        List<String> old = place.dataFiles();
        if (target.mode() == Mode.ERROR_IF_EXISTS && !old.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.SINK_NOT_EMPTY,
                    "%s holds %d files already. Choose another path, or mode 'append' or 'replace'."
                            .formatted(target.folder(), old.size()));
        }
        return old;
    }

    /** @param own false when another attempt of the same load had decided already */
    private record Decided(JsonNode decision, boolean own) {}

    private Decided append(StagedLoad load, Staged staged) throws IOException {
        byte[] decision = decision(load, staged, List.of());
        if (place.put(manifest, decision)) {
            return new Decided(MAPPER.readTree(decision), true);
        }
        byte[] other = place.read(manifest)
                .orElseThrow(() -> new FileNotFoundException(place.path() + "/" + manifest + " was taken away."));
        return new Decided(MAPPER.readTree(other), false);
    }

    private Decided takeTurn(Turns turns, StagedLoad load, Staged staged) throws IOException {
        while (true) {
            byte[] decision = decision(load, staged, old());
            byte[] decided = turns.take(decision);
            if (decided != null) {
                place.put(manifest, decided);
                return new Decided(MAPPER.readTree(decided), Arrays.equals(decided, decision));
            }
        }
    }

    private byte[] decision(StagedLoad load, Staged staged, List<String> old) throws IOException {
        ObjectNode decision = MAPPER.createObjectNode()
                .put("run", scope.runId())
                .put("step", scope.step())
                .put("load", name)
                .put("fence", scope.fence())
                .put("format", target.format())
                .put("rows", staged.rows())
                .put("staging", load.staging());
        decision.putArray("files").addAll(staged.files());
        var removes = decision.put("bytes", staged.bytes()).putArray("removes");
        if (target.mode() == Mode.REPLACE) {
            old.forEach(removes::add);
        }
        return MAPPER.writeValueAsBytes(decision);
    }

    /** Does what the manifest says, as far as it is not done. */
    private LoadReceipt publish(JsonNode decision, boolean replayed) throws IOException {
        place.publish(decision);
        long rows = decision.path("rows").asLong();
        long bytes = decision.path("bytes").asLong();
        JsonNode result = MAPPER.createObjectNode()
                .put("path", target.folder().path())
                .put("format", target.format())
                .put("rows", rows)
                .put("files", decision.path("files").size())
                .put("bytes", bytes);
        return new LoadReceipt(rows, bytes, replayed, result);
    }
}
