package io.orbit.connectors;

import io.orbit.connectors.delta.DeltaLoad;
import io.orbit.connectors.delta.DeltaSink;
import io.orbit.connectors.files.FileLoads;
import io.orbit.connectors.files.Loads;
import io.orbit.connectors.http.HttpLoad;
import io.orbit.connectors.http.HttpLoader;
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

    /** Of a sink that cannot be asked what it has. */
    private static final String AT_LEAST_ONCE = "at least once";

    private LoadMethods() {}

    @Method(
            kind = MethodKind.LOAD,
            streaming = true,
            guarantee = EFFECTIVELY_ONCE,
            because = MANIFEST,
            idempotentModes = "replace",
            title = "CSV files",
            description = "Writes delimited text into a folder; a manifest makes it happen once per run.",
            example = Examples.Load.CSV)
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
            description = "Writes one JSON document per line into a folder; a manifest makes it happen once per run.",
            example = Examples.Load.JSON)
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
            description = "Writes Parquet files into a folder; a manifest makes it happen once per run.",
            example = Examples.Load.PARQUET)
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
            description = "Writes Avro container files into a folder; a manifest makes it happen once per run.",
            example = Examples.Load.AVRO)
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
                            + " run; Delta skips it when it is there.",
            example = Examples.Load.DELTA)
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
                            + " happen once per run.",
            example = Examples.Load.POSTGRES)
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
                            + " it happen once per run. Moments are written in UTC.",
            example = Examples.Load.MYSQL)
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
                    + " once per run.",
            example = Examples.Load.KAFKA)
    public static LoadReceipt kafka(StepScope scope, KafkaLoad with, Dataset<Row> rows) throws InterruptedException {
        return KafkaLoader.load(scope, with, rows);
    }

    @Method(
            kind = MethodKind.LOAD,
            guarantee = AT_LEAST_ONCE,
            because = "a crash may lose the answer to a batch; its Idempotency-Key lets the other side notice",
            title = "HTTP service",
            description =
                    "Sends rows to an HTTP service in batches. Each batch carries a key that is the same whenever it is"
                            + " sent again: effectively once where the service honours it. A retry goes on at the first"
                            + " batch that the service has not acknowledged.",
            example = Examples.Load.HTTP)
    public static LoadReceipt http(StepScope scope, HttpLoad with, Dataset<Row> rows)
            throws IOException, InterruptedException {
        return HttpLoader.load(scope, with, rows);
    }
}
