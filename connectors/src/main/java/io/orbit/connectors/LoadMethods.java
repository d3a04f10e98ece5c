package io.orbit.connectors;

import io.orbit.connectors.delta.DeltaLoad;
import io.orbit.connectors.delta.DeltaSink;
import io.orbit.connectors.files.FileLoads;
import io.orbit.connectors.files.Loads;
import io.orbit.connectors.kafka.KafkaLoad;
import io.orbit.connectors.kafka.KafkaLoader;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.mysql.MysqlSink;
import io.orbit.connectors.postgres.PostgresSink;
import io.orbit.connectors.sql.SqlLoad;
import io.orbit.connectors.sql.TableLoader;
import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Methods that put rows out. */
public final class LoadMethods {
    /** By a manifest or a ledger at the sink: a retry finds it and writes nothing. */
    private static final String EFFECTIVELY_ONCE = "effectively once";

    /** In one transaction with the rows. */
    private static final String EXACTLY_ONCE = "exactly once per run";

    private static final String MANIFEST = "a manifest is put once per run, and a retry finds it";

    private LoadMethods() {}

    @Method(
            kind = MethodKind.LOAD,
            streaming = true,
            guarantee = EFFECTIVELY_ONCE,
            because = MANIFEST,
            idempotentModes = "replace",
            title = "CSV files",
            description = "Writes delimited text into a folder; a manifest makes it happen once per run.")
    public static LoadReceipt csv(StepScope scope, Loads.Csv with, Dataset<Row> rows) throws IOException {
        return FileLoads.csv(scope, with, rows);
    }

    @Method(
            kind = MethodKind.LOAD,
            streaming = true,
            guarantee = EFFECTIVELY_ONCE,
            because = MANIFEST,
            idempotentModes = "replace",
            title = "JSON files",
            description = "Writes one JSON document per line into a folder; a manifest makes it happen once per run.")
    public static LoadReceipt json(StepScope scope, Loads.Json with, Dataset<Row> rows) throws IOException {
        return FileLoads.json(scope, with, rows);
    }

    @Method(
            kind = MethodKind.LOAD,
            streaming = true,
            guarantee = EFFECTIVELY_ONCE,
            because = MANIFEST,
            idempotentModes = "replace",
            title = "Parquet files",
            description = "Writes Parquet files into a folder; a manifest makes it happen once per run.")
    public static LoadReceipt parquet(StepScope scope, Loads.Parquet with, Dataset<Row> rows) throws IOException {
        return FileLoads.parquet(scope, with, rows);
    }

    @Method(
            kind = MethodKind.LOAD,
            streaming = true,
            guarantee = EFFECTIVELY_ONCE,
            because = MANIFEST,
            idempotentModes = "replace",
            title = "Avro files",
            description = "Writes Avro container files into a folder; a manifest makes it happen once per run.")
    public static LoadReceipt avro(StepScope scope, Loads.Avro with, Dataset<Row> rows) throws IOException {
        return FileLoads.avro(scope, with, rows);
    }

    @Method(
            kind = MethodKind.LOAD,
            streaming = true,
            guarantee = EXACTLY_ONCE,
            because = "the commit carries the run, and Delta skips a second one",
            idempotentModes = {"overwrite", "merge"},
            title = "Delta table",
            description =
                    "Appends to a Delta table, replaces its rows, or merges by key, in one commit that carries the"
                            + " run; Delta skips it when it is there.")
    public static LoadReceipt delta(StepScope scope, DeltaLoad with, Dataset<Row> rows) throws IOException {
        return DeltaSink.load(scope, with, rows);
    }

    @Method(
            kind = MethodKind.LOAD,
            streaming = true,
            guarantee = EFFECTIVELY_ONCE,
            because = "a row in the ledger table is committed together with the rows",
            idempotentModes = {"upsert", "replace"},
            title = "PostgreSQL table",
            description =
                    "Appends to, upserts into or replaces a table; a ledger table in the same transaction makes it"
                            + " happen once per run.")
    public static LoadReceipt postgres(StepScope scope, SqlLoad with, Dataset<Row> rows) {
        return TableLoader.load(scope, with, PostgresSink.of(scope, with.connection()), rows);
    }

    @Method(
            kind = MethodKind.LOAD,
            streaming = true,
            guarantee = EFFECTIVELY_ONCE,
            because = "a row in the ledger table is committed together with the rows",
            idempotentModes = {"upsert", "replace"},
            title = "MySQL table",
            description =
                    "Appends to, upserts into or replaces an InnoDB table of MySQL or MariaDB; a ledger table makes"
                            + " it happen once per run. Moments are written in UTC.")
    public static LoadReceipt mysql(StepScope scope, SqlLoad with, Dataset<Row> rows) {
        return TableLoader.load(scope, with, MysqlSink.of(scope, with.connection()), rows);
    }

    @Method(
            kind = MethodKind.LOAD,
            streaming = true,
            guarantee = EFFECTIVELY_ONCE,
            because = "each transaction holds a marker, and a retry skips what is marked",
            title = "Kafka topic",
            description = "Produces a record per row in transactions; a marker in the same transaction makes it happen"
                    + " once per run.")
    public static LoadReceipt kafka(StepScope scope, KafkaLoad with, Dataset<Row> rows) throws InterruptedException {
        return KafkaLoader.load(scope, with, rows);
    }
}
