package io.orbit.connectors.postgres;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.engine.Engines;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PostgresLoadTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    static Path work;

    @TempDir
    Path data;

    private static TestServer server;
    private static SegmentEngine engine;

    private String run;

    @BeforeAll
    static void open() throws Exception {
        server = TestServer.start();
        engine = Engines.create(server.settings(work));
    }

    @AfterAll
    static void close() throws Exception {
        engine.close();
        server.close();
    }

    @BeforeEach
    void table() throws SQLException {
        run = "default.test.01JD%022d".formatted(NUMBER.incrementAndGet());
        server.shop("DROP SCHEMA IF EXISTS mart CASCADE");
        server.shop("CREATE SCHEMA mart");
        server.shop("CREATE TABLE mart.people (id int PRIMARY KEY, name text, joined date)");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void appendedRowsJoinThoseThatAreThere(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,,");
        server.shop("INSERT INTO mart.people VALUES (9, 'Alan', '1912-06-23')");

        var heard = load("'mode':'append'").on(engine);

        assertThat(people())
                .containsExactly(
                        "1|Ada|1815-12-10",
                        "2|Grace|1906-12-09",
                        "3|Edsger|1930-05-11",
                        "4|null|null",
                        "9|Alan|1912-06-23");
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 4L);
        assertThat(heard.metrics("read")).containsEntry("rowsOut", 4L);
        assertThat(heard.result("load").path("table").asText()).isEqualTo("mart.people");
        assertThat(heard.lines).anyMatch(line -> line.contains("wrote " + (files == 1 ? 1 : 2) + " part(s)"));
        assertThat(stagingTables()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void upsertUpdatesRowsThatHaveTheKeyAndAddsTheOthers(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        server.shop("INSERT INTO mart.people VALUES (1, 'A.', NULL), (9, 'Alan', NULL)");

        load("'mode':'upsert','keys':['id']").on(engine);

        assertThat(people())
                .containsExactly(
                        "1|Ada|1815-12-10",
                        "2|Grace|1906-12-09",
                        "3|Edsger|1930-05-11",
                        "4|Barbara|1939-11-07",
                        "9|Alan|null");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void replaceLeavesOnlyTheNewRows(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        server.shop("INSERT INTO mart.people VALUES (1, 'A.', NULL), (9, 'Alan', NULL)");

        load("'mode':'replace'").on(engine);

        assertThat(people()).hasSize(4).contains("1|Ada|1815-12-10");
    }

    @Test
    void replaceByNothingFailsAndLeavesTheTableAsItIs() throws Exception {
        people(1);
        server.shop("INSERT INTO mart.people VALUES (9, 'Alan', NULL)");

        var failure = failure(load("'mode':'replace'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.EMPTY_INPUT);
        assertThat(people()).containsExactly("9|Alan|null");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anAttemptAfterACommitThatWasNeverReportedAddsNothing(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        server.shop("ALTER TABLE mart.people DROP CONSTRAINT people_pkey");
        load("'mode':'append'").attempt(1, 7).on(engine);

        var second = load("'mode':'append'").attempt(2, 8).on(engine);

        assertThat(people()).hasSize(4);
        assertThat(second.metrics("load")).containsEntry("rowsOut", 4L);
        assertThat(second.lines).anyMatch(line -> line.contains("already committed by an earlier attempt"));
        assertThat(server.shopRows("SELECT key, attempt, fence, rows FROM mart._orbit_ledger"))
                .containsExactly(run + "/load|1|7|4");
    }

    @Test
    void anotherRunLoadsAgain() throws Exception {
        people(1, "1,Ada,1815-12-10");
        server.shop("ALTER TABLE mart.people DROP CONSTRAINT people_pkey");
        load("'mode':'append'").on(engine);

        load("'mode':'append'").run("default.test.01JE0000000000000000000000").on(engine);

        assertThat(people()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aFailedAttemptLeavesNothingAndTheNextOneLoadsAll(int files) throws Exception {
        server.shop("INSERT INTO mart.people VALUES (3, 'There', NULL)");
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");

        var failure = failure(load("'mode':'append'").attempt(1, 1));

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failure.getMessage())
                .contains("people_pkey")
                .contains("23505")
                .doesNotContain("(3)");
        assertThat(people()).containsExactly("3|There|null");
        assertThat(stagingTables()).isEmpty();

        server.shop("DELETE FROM mart.people");
        load("'mode':'append'").attempt(2, 2).on(engine);
        assertThat(people()).hasSize(4).contains("3|Edsger|1930-05-11");
    }

    @Test
    void rowsWithTheSameKeyCannotBeUpserted() throws Exception {
        people(1, "1,Ada,1815-12-10", "1,Augusta,1815-12-10");

        var failure = failure(load("'mode':'upsert','keys':['id']"));

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failure.getMessage()).contains("UserMethods.deduplicate");
    }

    @Test
    void anUpsertNeedsAUniqueIndexOverItsKeys() throws Exception {
        people(1, "1,Ada,1815-12-10");

        var failure = failure(load("'mode':'upsert','keys':['name']"));

        assertThat(failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(failure.getMessage()).contains("unique index");
    }

    @Test
    void aValueThatTheColumnDoesNotTakeIsNamedByColumnAndRowButNotQuoted() throws Exception {
        server.shop("ALTER TABLE mart.people ALTER COLUMN name TYPE varchar(5)");
        people(1, "1,Ada,1815-12-10", "2,Grace Hopper,1906-12-09");

        var failure = failure(load("'mode':'append'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failure.getMessage())
                .contains("column name")
                .contains("row 2")
                .contains("22001")
                .doesNotContain("Hopper");
    }

    @Test
    void aColumnThatTheTableLacksIsNamedBeforeAnythingIsWritten() throws Exception {
        server.shop("ALTER TABLE mart.people DROP COLUMN joined");
        people(1, "1,Ada,1815-12-10");

        var failure = failure(load("'mode':'append'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(failure.getMessage()).contains("[joined]").contains("[id, name]");
    }

    @Test
    void aTableThatDoesNotExistIsOnlyMadeWhenTheStepSaysSo() throws Exception {
        server.shop("DROP TABLE mart.people");
        people(1, "1,Ada,1815-12-10");

        var failure = failure(load("'mode':'append'"));
        load("'mode':'upsert','keys':['id'],'createTable':true").on(engine);

        assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(failure.getMessage()).contains("mart.people").contains("createTable");
        assertThat(people()).containsExactly("1|Ada|1815-12-10");
    }

    @Test
    void aRefusedPasswordNamesTheCredentialAndNoSecret() throws Exception {
        people(1, "1,Ada,1815-12-10");

        var failure = failure(
                read().step("load", "LoadMethods.postgres", "{'with':{'connection':'wrong','table':'mart.people'}}"));

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure.getMessage()).contains("vault:kv/data/pg#wrong");
        for (Throwable at = failure; at != null; at = at.getCause()) {
            assertThat(String.valueOf(at.getMessage())).doesNotContain(TestServer.WRONG_PASSWORD);
        }
    }

    @Test
    void aServerThatIsNotThereIsAFailureThatMayPass() throws Exception {
        people(1, "1,Ada,1815-12-10");
        String nowhere = server.connections().replace(Integer.toString(server.port()), "1");

        var failure = failure(load("'mode':'append'").connections(nowhere));

        assertThat(failure.code()).isEqualTo(ErrorCode.SINK_UNREACHABLE);
        assertThat(failure.code().kind().retryable()).isTrue();
    }

    @Test
    void anAttemptOlderThanTheOneAtWorkIsRefused() throws Exception {
        people(1, "1,Ada,1815-12-10");
        server.shop(
                "CREATE TABLE mart._orbit_ledger (key text PRIMARY KEY, run_id text NOT NULL, step_id text NOT NULL,"
                        + " attempt integer NOT NULL, fence bigint NOT NULL, rows bigint, committed_at timestamptz)");
        server.shop("INSERT INTO mart._orbit_ledger VALUES ('%s/load', '%s', 'load', 2, 5)".formatted(run, run));

        var failure = failure(load("'mode':'append'").attempt(1, 4));

        assertThat(failure.code()).isEqualTo(ErrorCode.SINK_FENCED);
        assertThat(people()).isEmpty();
    }

    @Test
    void aSuspendedAttemptWithLocksDoesNotHoldUpTheNextOne() throws Exception {
        people(1, "1,Ada,1815-12-10");
        Properties stale = new Properties();
        stale.setProperty("user", "orbit");
        stale.setProperty("password", TestServer.PASSWORD);
        stale.setProperty("ApplicationName", "orbit-load " + LoadJob.digits(run + "/load") + " 1");
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/shop";
        try (Connection zombie = DriverManager.getConnection(url, stale);
                Statement statement = zombie.createStatement()) {
            zombie.setAutoCommit(false);
            statement.execute("INSERT INTO mart.people VALUES (1, 'stale', NULL)");

            load("'mode':'append'").attempt(2, 2).on(engine);

            assertThat(people()).containsExactly("1|Ada|1815-12-10");
            assertThat(zombie.isValid(1)).isFalse();
        }
    }

    @Test
    void tablesThatAnEarlierAttemptLeftAreDropped() throws Exception {
        people(1, "1,Ada,1815-12-10");
        String prefix = "_orbit_stg_" + LoadJob.digits(run + "/load") + "_";
        server.shop("CREATE UNLOGGED TABLE mart." + prefix + "1 (id int)");
        server.shop("CREATE UNLOGGED TABLE mart._orbit_stg_0123456789abcdef_1 (id int)");

        load("'mode':'append'").attempt(2, 2).on(engine);

        assertThat(stagingTables()).containsExactly("_orbit_stg_0123456789abcdef_1");
    }

    @Test
    void aLoadThatWaitsForALockEndsWhenItIsCancelled() throws Exception {
        people(1, "1,Ada,1815-12-10");
        CancelToken cancel = new CancelToken();
        try (Connection other = server.shop();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE mart.people IN ACCESS EXCLUSIVE MODE");
            var attempt =
                    CompletableFuture.runAsync(() -> load("'mode':'append'").on(engine, cancel));
            String waiting = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'orbit-load %' AND"
                    + " wait_event_type = 'Lock'";
            await().until(() -> !server.shopRows(waiting).isEmpty());

            cancel.cancel();

            assertThatThrownBy(attempt::get).hasCauseInstanceOf(CancellationException.class);
            assertThat(server.shopRows(waiting)).isEmpty();
        }
        assertThat(people()).isEmpty();
    }

    private Segments load(String with) {
        return read().step(
                        "load",
                        "LoadMethods.postgres",
                        "{'with':{'connection':'pg','table':'mart.people'," + with + "}}");
    }

    private Segments read() {
        return segment()
                .run(run)
                .step(
                        "read",
                        "ExtractMethods.csv",
                        "{'with':{'path':'%s','schema':{'id':'int','name':'string','joined':'date'}}}".formatted(data))
                .connections(server.connections());
    }

    /** Spread over files, each of which becomes a part or shares one. */
    private void people(int files, String... rows) throws IOException {
        for (int file = 0; file < files; file++) {
            StringBuilder text = new StringBuilder("id,name,joined\n");
            for (int row = file; row < rows.length; row += files) {
                text.append(rows[row]).append('\n');
            }
            Files.writeString(data.resolve("people-" + file + ".csv"), text);
        }
    }

    private static List<String> people() throws SQLException {
        return server.shopRows("SELECT * FROM mart.people ORDER BY id, name");
    }

    private static List<String> stagingTables() throws SQLException {
        return server.shopRows("SELECT relname FROM pg_class WHERE relname LIKE '\\_orbit\\_stg%' AND relkind = 'r'");
    }

    private static StepException failure(Segments segment) {
        return segment.failingOn(engine).failure;
    }
}
