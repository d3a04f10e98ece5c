package io.orbit.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.connectors.sql.Encoding;
import io.orbit.connectors.sql.Ledger;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.connectors.sql.Place;
import io.orbit.connectors.sql.Published;
import io.orbit.connectors.sql.SqlLoad;
import io.orbit.connectors.sql.Target;
import io.orbit.connectors.sql.WriteTask;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    private static final List<Row> ROWS = List.of(RowFactory.create(1), RowFactory.create(2));

    @TempDir
    static Path work;

    private static TestServer server;

    @BeforeAll
    static void open() throws Exception {
        server = TestServer.start();
    }

    @AfterAll
    static void close() throws Exception {
        server.close();
    }

    @BeforeEach
    void table() throws SQLException {
        server.shop("DROP SCHEMA IF EXISTS mart CASCADE");
        server.shop("CREATE SCHEMA mart");
        server.shop("CREATE TABLE mart.numbers (n int)");
    }

    @Test
    void aTaskThatIsTriedAgainPutsItsRowsInOnce() throws Exception {
        LoadJob job = job(1);
        claim(job);
        try (Connection connection = job.sink().connect()) {
            Staging.create(job, connection);
        }
        List<String> answers;
        try (SparkSession spark = SparkSession.builder()
                .master("local[2,3]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate()) {
            answers = spark.range(0, 1000, 1, 3)
                    .selectExpr("CAST(id AS int) AS n")
                    .mapPartitions(new WriteTask(job), Encoders.STRING())
                    .mapPartitions((MapPartitionsFunction<String, String>) StagingTest::failOnce, Encoders.STRING())
                    .collectAsList();
        }

        assertThat(answers).hasSize(3).allMatch(answer -> answer.startsWith(WriteTask.STAGED));
        assertThat(server.shopRows("SELECT count(*), count(DISTINCT n) FROM " + job.staging()))
                .containsExactly("1000|1000");
    }

    @Test
    void aPartThatIsPutInTwiceIsThereOnce() throws Exception {
        LoadJob job = job(1);
        try (Connection connection = job.sink().connect()) {
            Staging.create(job, connection);
            Staging.fill(job, connection, 0, ROWS.iterator());
            Staging.fill(job, connection, 1, ROWS.iterator());
            Staging.fill(job, connection, 0, ROWS.iterator());
        }

        assertThat(server.shopRows("SELECT count(*) FROM " + job.staging())).containsExactly("4");
    }

    @Test
    void anAttemptThatWasOvertakenWhileItWroteCommitsNothing() throws Exception {
        LoadJob old = job(1);
        claim(old);
        claim(job(2));

        try (Connection connection = old.sink().connect()) {
            assertThatThrownBy(() -> old.sink().direct(old, connection, ROWS.iterator()))
                    .isInstanceOfSatisfying(
                            OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_FENCED));
        }
        assertThat(server.shopRows("SELECT count(*) FROM mart.numbers")).containsExactly("0");
    }

    @Test
    void ofTwoTriesOfTheSameTaskOnlyOneCommits() throws Exception {
        LoadJob job = job(1);
        claim(job);

        try (Connection one = job.sink().connect();
                Connection two = job.sink().connect()) {
            var first = job.sink().direct(job, one, ROWS.iterator());
            var second = job.sink().direct(job, two, ROWS.iterator());

            assertThat(first).isEqualTo(new Published(2, false));
            assertThat(second).isEqualTo(new Published(2, true));
        }
        assertThat(server.shopRows("SELECT count(*) FROM mart.numbers")).containsExactly("2");
    }

    /** The rows are in and committed by then: what is lost is only the answer. */
    private static Iterator<String> failOnce(Iterator<String> answers) {
        List<String> all = new java.util.ArrayList<>();
        answers.forEachRemaining(all::add);
        if (TaskContext.get().attemptNumber() == 0) {
            throw new IllegalStateException("the first try of each task fails");
        }
        return all.iterator();
    }

    private static void claim(LoadJob job) throws SQLException {
        try (Connection connection = job.sink().connect()) {
            Ledger.of(job).create(connection, job);
            assertThat(Ledger.of(job).claim(connection, job)).isEmpty();
        }
    }

    private static LoadJob job(long fence) {
        String session = "orbit-load " + LoadJob.digits("run/load");
        PostgresServer target = new PostgresServer(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/shop",
                Map.of("user", "orbit", "password", TestServer.PASSWORD, "ApplicationName", session + " " + fence),
                "SET TIME ZONE 'UTC'",
                4,
                new Place("PostgreSQL", "pg", "127.0.0.1", "vault:kv/data/pg#right", true),
                session,
                fence);
        LinkedHashMap<String, String> types = new LinkedHashMap<>();
        types.put("n", "integer");
        return new LoadJob(
                new PostgresSink(target),
                "run/load",
                "run",
                "load",
                (int) fence,
                fence,
                new Target("mart", "numbers", types),
                SqlLoad.Mode.APPEND,
                List.of(),
                List.of("n"),
                List.of(Encoding.PLAIN),
                false);
    }
}
