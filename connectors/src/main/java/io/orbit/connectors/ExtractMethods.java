package io.orbit.connectors;

import io.orbit.connectors.delta.DeltaExtract;
import io.orbit.connectors.delta.DeltaTables;
import io.orbit.connectors.files.ColumnarExtract;
import io.orbit.connectors.files.CsvExtract;
import io.orbit.connectors.files.FileExtracts;
import io.orbit.connectors.files.JsonExtract;
import io.orbit.connectors.http.HttpExtract;
import io.orbit.connectors.http.HttpReader;
import io.orbit.connectors.kafka.KafkaExtract;
import io.orbit.connectors.kafka.KafkaReader;
import io.orbit.connectors.kafka.KafkaStream;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.mysql.MysqlExtract;
import io.orbit.connectors.mysql.MysqlReader;
import io.orbit.connectors.postgres.PostgresExtract;
import io.orbit.connectors.postgres.PostgresReader;
import io.orbit.connectors.rules.QuarantineExtract;
import io.orbit.connectors.rules.Replay;
import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Methods that bring rows in. */
public final class ExtractMethods {
    private static final String FILES = "the list of files, with the size and time of each";
    private static final String BOUND = "an upper bound of a column";

    private ExtractMethods() {}

    @Method(
            kind = MethodKind.EXTRACT,
            pins = FILES,
            title = "CSV files",
            description = "Reads delimited text. Types come from the schema; without one every column is text.",
            example = Examples.Extract.CSV)
    public static Dataset<Row> csv(StepScope scope, CsvExtract with) throws Exception {
        return FileExtracts.csv(scope, with);
    }

    @Method(
            kind = MethodKind.EXTRACT,
            pins = FILES,
            title = "JSON files",
            description = "Reads JSON documents, one per line or one per file; the items of an array become rows.",
            example = Examples.Extract.JSON)
    public static Dataset<Row> json(StepScope scope, JsonExtract with) throws Exception {
        return FileExtracts.json(scope, with);
    }

    @Method(
            kind = MethodKind.EXTRACT,
            pins = FILES,
            title = "Parquet files",
            description = "Reads Parquet files; columns and types come from them.",
            example = Examples.Extract.PARQUET)
    public static Dataset<Row> parquet(StepScope scope, ColumnarExtract with) throws Exception {
        return FileExtracts.columnar(scope, "parquet", with);
    }

    @Method(
            kind = MethodKind.EXTRACT,
            pins = FILES,
            title = "Avro files",
            description = "Reads Avro container files; columns and types come from them.",
            example = Examples.Extract.AVRO)
    public static Dataset<Row> avro(StepScope scope, ColumnarExtract with) throws Exception {
        return FileExtracts.columnar(scope, "avro", with);
    }

    @Method(
            kind = MethodKind.EXTRACT,
            pins = "the version of the table",
            title = "Delta table",
            description = "Reads one version of a Delta table; the step's result names it.",
            example = Examples.Extract.DELTA)
    public static Dataset<Row> delta(StepScope scope, DeltaExtract with) throws Exception {
        return DeltaTables.extract(scope, with);
    }

    @Method(
            kind = MethodKind.EXTRACT,
            pins = BOUND,
            pinnedBy = "pin",
            title = "PostgreSQL table or query",
            description = "Reads a table or the rows of a query, if wanted with several connections at once.",
            example = Examples.Extract.POSTGRES)
    public static Dataset<Row> postgres(StepScope scope, PostgresExtract with) {
        return PostgresReader.read(scope, with);
    }

    @Method(
            kind = MethodKind.EXTRACT,
            pins = BOUND,
            pinnedBy = "pin",
            title = "MySQL table or query",
            description =
                    "Reads a table or the rows of a query from MySQL or MariaDB, if wanted with several connections at"
                            + " once. DATETIME comes without, TIMESTAMP with a time zone; TIME and DECIMAL of more than"
                            + " 38 digits come as text.",
            example = Examples.Extract.MYSQL)
    public static Dataset<Row> mysql(StepScope scope, MysqlExtract with) {
        return MysqlReader.read(scope, with);
    }

    @Method(
            kind = MethodKind.EXTRACT,
            pins = "the offsets of each partition",
            streaming = true,
            stream = KafkaStream.class,
            title = "Kafka topic",
            description = "Reads a range of a topic's committed records. Where it ends is fixed once per run. In a"
                    + " streaming pipeline it reads what comes; its records' own time tells how late they are.",
            example = Examples.Extract.KAFKA)
    public static Dataset<Row> kafka(StepScope scope, KafkaExtract with) throws Exception {
        return KafkaReader.read(scope, with);
    }

    @Method(
            kind = MethodKind.EXTRACT,
            pins = "the pages that it has fetched",
            title = "HTTP service",
            description =
                    "Reads records of an HTTP service, page by page. The pages are fetched once per run and kept: a"
                            + " retry goes on at the page where the attempt before it stopped.",
            example = Examples.Extract.HTTP)
    public static Dataset<Row> http(StepScope scope, HttpExtract with) throws Exception {
        return HttpReader.read(scope, with);
    }

    @Method(
            kind = MethodKind.EXTRACT,
            pins = "the rows, which one run may take",
            title = "Quarantine",
            description = "Reads the rows that a step of UserMethods.rules put aside in one run, as they were before,"
                    + " to put them through the rules again. One run takes them; its retries read the same rows, and"
                    + " other runs are refused.",
            example = Examples.Extract.QUARANTINE)
    public static Dataset<Row> quarantine(StepScope scope, QuarantineExtract with) throws IOException {
        return Replay.read(scope, with);
    }
}
