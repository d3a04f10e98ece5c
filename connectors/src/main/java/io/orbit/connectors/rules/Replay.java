package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.delta.tables.DeltaTable;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.registry.Words;
import io.orbit.connectors.storage.WriteOnce;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Rows that were put aside, as they were. They are taken by one run: it leaves a mark beside them, put if absent, before it
 * reads. All attempts of that run read the same rows; another run is refused.
 */
public final class Replay {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** What of a record is needed here; formats without types of their own must be told. */
    private static final String RECORD = "run_id STRING, step_id STRING, payload STRING, schema STRING";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final StepScope scope;
    private final QuarantineExtract with;
    private final Path place;

    private Replay(StepScope scope, QuarantineExtract with) {
        this.scope = scope;
        this.with = with;
        this.place = scope.path(with.path());
    }

    /**
     * @throws OrbitException SOURCE_NOT_FOUND when the step of that run has put nothing aside there; ALREADY_REPLAYED when
     *     another run has taken the rows; PARAMETER_INVALID when there is neither a run nor a schema; SCHEMA_MISMATCH when
     *     the rows have several schemas; when they are read, BAD_ROW when one does not fit the schema
     */
    public static Dataset<Row> read(StepScope scope, QuarantineExtract with) throws IOException {
        if (!with.run().isEmpty()) {
            checkNames(with);
            return new Replay(scope, with).read();
        }
        if (with.schema().isEmpty()) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "without a 'run' there are no rows to tell the columns from: give 'schema'.");
        }
        scope.info("no run is named, so nothing is replayed");
        return scope.spark().createDataFrame(List.of(), StructType.fromDDL(ddl(with.schema())));
    }

    /** They become names of files, which must not lead elsewhere. */
    private static void checkNames(QuarantineExtract with) {
        for (String name : List.of(with.run(), with.step())) {
            if (!NAME.matcher(name).matches()) {
                throw new OrbitException(
                        ErrorCode.PARAMETER_INVALID, "'%s' is no id of a run or of a step.".formatted(name));
            }
        }
    }

    private Dataset<Row> read() throws IOException {
        Dataset<Row> records = records()
                .where(col("step_id").equalTo(with.step()))
                .where(col("run_id").equalTo(with.run()).or(col("run_id").startsWith(with.run() + "~")));
        Map<String, Set<String>> schemas = new HashMap<>();
        Map<String, Long> counts = new HashMap<>();
        for (Row kind : records.groupBy("run_id", "schema").count().collectAsList()) {
            schemas.computeIfAbsent(kind.getString(0), run -> new TreeSet<>()).add(String.valueOf(kind.getString(1)));
            counts.merge(kind.getString(0), kind.getLong(2), Long::sum);
        }
        // A step that was made to run again has put its rows aside again.
        String newest = schemas.keySet().stream()
                .max((a, b) -> Integer.compare(generation(a), generation(b)))
                .orElseThrow(this::nothing);
        String ddl = with.schema().isEmpty() ? only(schemas.getOrDefault(newest, Set.of())) : ddl(with.schema());
        claim();
        scope.info("replays %d rows that step '%s' of run %s put aside"
                .formatted(counts.get(newest), with.step(), newest));
        scope.result(JsonNodeFactory.instance
                .objectNode()
                .put("run", newest)
                .put("step", with.step())
                .put("rows", counts.get(newest)));
        Map<String, String> options = new HashMap<>(Aside.JSON);
        options.put("mode", "FAILFAST");
        return records.where(col("run_id").equalTo(newest))
                .select(from_json(col("payload"), StructType.fromDDL(ddl), options)
                        .as("row"))
                .select("row.*");
    }

    private Dataset<Row> records() {
        String format = Words.of(with.format());
        boolean table = with.format() == Rules.Format.DELTA;
        if (!Files.isDirectory(place) || (table && !DeltaTable.isDeltaTable(scope.spark(), place.toString()))) {
            throw new OrbitException(
                    ErrorCode.SOURCE_NOT_FOUND,
                    "there is no quarantine of format %s in %s. Check 'path' and 'format'.".formatted(format, place));
        }
        DataFrameReader reader = scope.spark().read().format(format);
        return (table ? reader : reader.schema(RECORD)).load(place.toString());
    }

    private void claim() throws IOException {
        Path mark =
                place.resolve("_orbit").resolve("replayed").resolve(with.run()).resolve(with.step() + ".json");
        String run = plain(scope.runId());
        boolean first = WriteOnce.put(
                mark,
                MAPPER.writeValueAsBytes(JsonNodeFactory.instance
                        .objectNode()
                        .put("run", run)
                        .put("step", scope.step())
                        .put("at", scope.runStartedAt().toString())));
        JsonNode owner = first ? MAPPER.createObjectNode() : MAPPER.readTree(mark.toFile());
        boolean ours = first
                || (owner.path("run").asText().equals(run)
                        && owner.path("step").asText().equals(scope.step()));
        if (ours) {
            return;
        }
        String text = "run %s has replayed what step '%s' of run %s put aside"
                .formatted(owner.path("run").asText(), with.step(), with.run());
        if (!with.again()) {
            throw new OrbitException(
                    ErrorCode.ALREADY_REPLAYED,
                    text + ". If that run failed, resume it; to have the rows twice, set 'again'.");
        }
        scope.warn(text + "; they are read again, as 'again' says");
    }

    private OrbitException nothing() {
        return new OrbitException(
                ErrorCode.SOURCE_NOT_FOUND,
                "step '%s' of run %s has put nothing aside in %s. Check 'step' and 'run'."
                        .formatted(with.step(), with.run(), place));
    }

    private static String only(Set<String> schemas) {
        if (schemas.size() != 1 || schemas.contains("null")) {
            throw new OrbitException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "the rows do not all say which columns they had, or have had different ones. Give 'schema'.");
        }
        return schemas.iterator().next();
    }

    private static String ddl(Map<String, String> schema) {
        StringJoiner ddl = new StringJoiner(", ");
        schema.forEach((name, type) -> ddl.add(SqlText.quoted(name) + " " + type));
        return ddl.toString();
    }

    private static int generation(String run) {
        int mark = run.lastIndexOf('~');
        return mark < 0 ? 0 : Integer.parseInt(run.substring(mark + 1));
    }

    private static String plain(String run) {
        int mark = run.lastIndexOf('~');
        return mark < 0 ? run : run.substring(0, mark);
    }
}
