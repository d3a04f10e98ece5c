package io.orbit.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.connectors.sql.Encoding;
import io.orbit.connectors.sql.Ledger;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.connectors.sql.Place;
import io.orbit.connectors.sql.Published;
import io.orbit.connectors.sql.SqlLoad;
import io.orbit.connectors.sql.Target;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What two attempts of one load, or two tries of one task, do to each other; on a real MariaDB. */
class MysqlSinkTest {
    private static final List<Row> ROWS = List.of(RowFactory.create(1), RowFactory.create(2));

    @TempDir
    static Path work;

    private static MysqlTestServer server;

    @BeforeAll
    static void open() throws Exception {
        server = MysqlTestServer.mariaDb(work);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void table() throws SQLException {
        server.sql(
                "DROP DATABASE IF EXISTS mart",
                "CREATE DATABASE mart",
                "CREATE TABLE mart.numbers (n int) ENGINE = InnoDB",
                "INSERT INTO mart.numbers VALUES (7)");
    }

    @Test
    void aPartThatIsPutAsideTwiceIsThereOnce() throws Exception {
        LoadJob job = job(1, SqlLoad.Mode.APPEND);
        claim(job);
        try (Connection connection = job.sink().connect()) {
            job.sink().stage(job, connection, 0, ROWS.iterator());
        }
        try (Connection connection = job.sink().connect()) {
            job.sink().stage(job, connection, 1, ROWS.iterator());
        }
        try (Connection connection = job.sink().connect()) {
            job.sink().stage(job, connection, 0, ROWS.iterator());
        }

        try (Connection connection = job.sink().connect()) {
            assertThat(job.sink().publish(job, connection, List.of(0, 1))).isEqualTo(new Published(4, false));
        }
        assertThat(server.rows("SELECT COUNT(*) FROM mart.numbers")).containsExactly("5");
    }

    @ParameterizedTest
    @EnumSource(value = SqlLoad.Mode.class, names = "UPSERT", mode = EnumSource.Mode.EXCLUDE)
    void anAttemptThatWasOvertakenWhileItWroteChangesNothing(SqlLoad.Mode mode) throws Exception {
        LoadJob old = job(1, mode);
        claim(old);
        try (Connection connection = old.sink().connect()) {
            old.sink().prepare(old, connection, false);
            Iterator<Row> overtaken = new Iterator<>() {
                private final Iterator<Row> rows = ROWS.iterator();

                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public Row next() {
                    try {
                        claim(job(2, mode));
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                    return rows.next();
                }
            };

            assertThatThrownBy(() -> old.sink().direct(old, connection, overtaken))
                    .isInstanceOfSatisfying(
                            OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_FENCED));
        }
        assertThat(server.rows("SELECT n FROM mart.numbers")).containsExactly("7");
    }

    @Test
    void anAttemptWhoseTableANewerOneHasDroppedCannotSwap() throws Exception {
        LoadJob old = job(1, SqlLoad.Mode.REPLACE);
        LoadJob newer = job(2, SqlLoad.Mode.REPLACE);
        claim(old);
        try (Connection connection = old.sink().connect();
                Connection other = newer.sink().connect()) {
            old.sink().prepare(old, connection, false);
            claim(newer);
            assertThat(newer.sink().clean(newer, other)).isEqualTo(OptionalLong.empty());

            assertThatThrownBy(() -> Swap.run(old, connection, 2))
                    .isInstanceOfSatisfying(
                            OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_FENCED));
        }
        assertThat(server.rows("SELECT n FROM mart.numbers")).containsExactly("7");
    }

    @Test
    void ofTwoTriesOfTheSameTaskOnlyOneCommits() throws Exception {
        LoadJob job = job(1, SqlLoad.Mode.APPEND);
        claim(job);

        try (Connection one = job.sink().connect();
                Connection two = job.sink().connect()) {
            var first = job.sink().direct(job, one, ROWS.iterator());
            var second = job.sink().direct(job, two, ROWS.iterator());

            assertThat(first).isEqualTo(new Published(2, false));
            assertThat(second).isEqualTo(new Published(2, true));
        }
        assertThat(server.rows("SELECT COUNT(*) FROM mart.numbers")).containsExactly("3");
    }

    @Test
    void aFailureOfTheRowsThemselvesEndsTheLoadAndComesOutAsItIs() throws Exception {
        LoadJob job = job(1, SqlLoad.Mode.APPEND);
        claim(job);
        Iterator<Row> broken = new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Row next() {
                if (at++ == 3) {
                    throw new IllegalStateException("the source went away");
                }
                return RowFactory.create(at);
            }
        };

        try (Connection connection = job.sink().connect()) {
            assertThatThrownBy(() -> job.sink().direct(job, connection, broken)).hasMessage("the source went away");
        }
        assertThat(server.rows("SELECT n FROM mart.numbers")).containsExactly("7");
    }

    private static void claim(LoadJob job) throws SQLException {
        try (Connection connection = job.sink().connect()) {
            Ledger.of(job).create(connection, job);
            assertThat(Ledger.of(job).claim(connection, job)).isEmpty();
        }
    }

    private static LoadJob job(long fence, SqlLoad.Mode mode) {
        String session = "orbw " + LoadJob.digits("run/load");
        MysqlServer target = new MysqlServer(
                "jdbc:mysql://127.0.0.1:" + server.port() + "/shop?permitMysqlScheme",
                Map.of("user", "orbit", "password", server.password(), "allowLocalInfile", "true"),
                MysqlServer.sessionSql("sql_notes = 0", session, fence),
                4,
                new Place("MySQL", "my", "127.0.0.1", "vault:kv/data/my#right", true),
                session,
                fence);
        return new LoadJob(
                new MysqlSink(target),
                "run/load",
                "run",
                "load",
                (int) fence,
                fence,
                new Target("mart", "numbers", Map.of("n", "int NULL")),
                mode,
                List.of(),
                List.of("n"),
                List.of(Encoding.PLAIN),
                false);
    }
}
