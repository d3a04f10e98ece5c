package io.orbit.connectors.rules;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.orbit.connectors.delta.DeltaSink;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.registry.Words;
import io.orbit.connectors.storage.FileSink;
import io.orbit.connectors.storage.Hashes;
import io.orbit.connectors.storage.Location;
import io.orbit.connectors.transform.SqlText;
import java.io.IOException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Writes the rows that are put aside, once per run: each with the rules that it broke, with where it came from, and as JSON
 * that {@link Replay} can make the same row of again.
 */
final class Aside {
    /** Which rows these are, beside their columns; see {@link SourceRef}. */
    static final String SOURCE = "_orbit_source";

    /** With all digits of a moment; Spark's own default has milliseconds. */
    static final Map<String, String> JSON = Map.of(
            "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
            "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
            "dateFormat", "yyyy-MM-dd");

    private static final int HASH_LENGTH = 16;

    private final StepScope scope;
    private final Rules.Quarantine quarantine;
    private final Location place;

    Aside(StepScope scope, Rules.Quarantine quarantine, Location place) {
        this.scope = scope;
        this.quarantine = quarantine;
        this.place = place;
    }

    LoadReceipt put(Dataset<Row> bad, StructType schema, List<RowRules.Violation> violations) throws IOException {
        Column[] original = java.util.Arrays.stream(schema.fieldNames())
                .map(name -> col(SqlText.quoted(name)))
                .toArray(Column[]::new);
        Column errors = errors(violations);
        String ddl = schema.asNullable().toDDL();
        Dataset<Row> records = bad.select(
                lit(scope.runId()).as("run_id"),
                lit(scope.step()).as("step_id"),
                array_distinct(errors.getField("rule")).as("rules"),
                errors.as("errors"),
                col(SOURCE).as("source_ref"),
                to_json(struct(original), JSON).as("payload"),
                lit(ddl).as("schema"),
                lit(Hashes.sha256(ddl).substring(0, HASH_LENGTH)).as("schema_fp"),
                lit(Timestamp.from(scope.runStartedAt())).as("first_seen_ts"));
        String name = scope.step() + ".quarantine";
        String format = Words.of(quarantine.format());
        LoadReceipt receipt = quarantine.format() == Rules.Format.DELTA
                ? DeltaSink.append(scope, place, name, records)
                : FileSink.load(
                        scope,
                        new FileSink.Target(place, format, Map.of(), List.of(), FileSink.Mode.APPEND),
                        name,
                        records);
        scope.info("put %d rows aside in %s%s"
                .formatted(receipt.rows(), place, receipt.replayed() ? ", which an earlier attempt had done" : ""));
        return receipt;
    }

    private static Column errors(List<RowRules.Violation> violations) {
        List<Column> errors = new ArrayList<>();
        for (int at = 0; at < violations.size(); at++) {
            RowRules.Violation violation = violations.get(at);
            Column value = violation.column() == null
                    ? lit(null).cast("string")
                    : substring(
                            sha2(
                                    col(SqlText.quoted(violation.column()))
                                            .cast("string")
                                            .cast("binary"),
                                    256),
                            1,
                            HASH_LENGTH);
            errors.add(when(
                    Bits.has(at),
                    struct(
                            lit(violation.rule().id()).as("rule"),
                            lit(violation.column()).cast("string").as("column"),
                            value.as("value_hash"))));
        }
        return array_compact(array(errors.toArray(Column[]::new)));
    }
}
