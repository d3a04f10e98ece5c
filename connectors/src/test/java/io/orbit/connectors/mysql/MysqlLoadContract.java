package io.orbit.connectors.mysql;

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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a load has to do on every server that speaks MySQL's SQL; the subclasses say on which it was tried. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MysqlLoadContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String LEDGER =
            "CREATE TABLE mart._orbit_ledger (`key` varchar(512) CHARACTER SET ascii COLLATE"
                    + " ascii_bin PRIMARY KEY, run_id varchar(512) NOT NULL, step_id varchar(255) NOT NULL, attempt int NOT NULL,"
                    + " fence bigint NOT NULL, `rows` bigint NULL, committed_at datetime NULL) ENGINE = InnoDB";

    /** Sessions that write to the table itself; in these tests one that waits for its row. */
    private static final String LOADING =
            "SELECT id FROM information_schema.processlist WHERE info LIKE 'LOAD DATA%INTO"
                    + " TABLE `mart`.`people` %' OR info LIKE 'INSERT INTO `mart`.`people` %'";

    @TempDir
    static Path work;

    @TempDir
    Path data;

    private MysqlTestServer server;
    private SegmentEngine engine;
    private String run;

    abstract MysqlTestServer start(Path work) throws Exception;

    abstract String product();

    @BeforeAll
    void open() throws Exception {
        server = start(work);
        // For the report, in which the names of the cases do not show it.
        System.out.println("Tested on " + product() + ": " + server.version());
        engine = Engines.create(server.settings(work));
    }

    @AfterAll
    void close() throws Exception {
        engine.close();
        server.close();
    }

    @BeforeEach
    void table() throws Exception {
        run = "default.test.01JD%022d".formatted(NUMBER.incrementAndGet());
        server.sql(
                "SET GLOBAL local_infile = 1",
                "DROP DATABASE IF EXISTS mart",
                "CREATE DATABASE mart CHARACTER SET utf8mb4",
                "CREATE TABLE mart.people (id int PRIMARY KEY, name varchar(60), joined date)");
        try (Stream<Path> old = Files.list(data)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
    }

    Stream<String> servers() throws SQLException {
        return Stream.of(product() + " " + server.version());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void theServerIs(String version) {
        assertThat(version.contains("MariaDB")).isEqualTo(product().equals("MariaDB"));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "4,1", "1,0", "4,0"})
    void appendedRowsJoinThoseThatAreThere(int files, int localInfile) throws Exception {
        server.sql("SET GLOBAL local_infile = " + localInfile);
        people(files, "1,Ada,1815-12-10", "2,Grace \\' \\\\N,1906-12-09", "3,Eds\u00e4\uD83D\uDE00,1930-05-11", "4,,");
        server.sql("INSERT INTO mart.people VALUES (9, 'Alan', '1912-06-23')");

        var heard = load("'mode':'append'").on(engine);

        assertThat(people())
                .containsExactly(
                        "1|Ada|1815-12-10",
                        "2|Grace \\' \\\\N|1906-12-09",
                        "3|Eds\u00e4\uD83D\uDE00|1930-05-11",
                        "4|null|null",
                        "9|Alan|1912-06-23");
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 4L);
        assertThat(heard.result("load").path("table").asText()).isEqualTo("mart.people");
        assertThat(heard.lines).anyMatch(line -> line.contains("wrote " + (files == 1 ? 1 : 2) + " part(s)"));
        assertThat(heard.lines.stream().anyMatch(line -> line.contains("local_infile is 0")))
                .isEqualTo(localInfile == 0);
        assertThat(tables()).containsExactlyInAnyOrder("_orbit_ledger", "people");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void upsertUpdatesRowsThatHaveTheKeyAndAddsTheOthers(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        server.sql("INSERT INTO mart.people VALUES (1, 'A.', NULL), (2, 'Grace', '1906-12-09'), (9, 'Alan', NULL)");

        var heard = load("'mode':'upsert','keys':['id']").on(engine);

        assertThat(people())
                .containsExactly(
                        "1|Ada|1815-12-10",
                        "2|Grace|1906-12-09",
                        "3|Edsger|1930-05-11",
                        "4|Barbara|1939-11-07",
                        "9|Alan|null");
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 4L);
        assertThat(tables()).containsExactlyInAnyOrder("_orbit_ledger", "people");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anUpsertRunsTheTriggersOfTheTable(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        server.sql(
                "INSERT INTO mart.people VALUES (1, 'A.', NULL)",
                "CREATE TABLE mart.heard (id int)",
                "CREATE TRIGGER mart.tell AFTER INSERT ON mart.people FOR EACH ROW INSERT INTO mart.heard VALUES (NEW.id)");

        load("'mode':'upsert','keys':['id']").on(engine);

        assertThat(people()).hasSize(4);
        assertThat(server.rows("SELECT id FROM mart.heard ORDER BY id")).containsExactly("2", "3", "4");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void replaceLeavesOnlyTheNewRowsAndTheTableAsItWas(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        server.sql(
                "ALTER TABLE mart.people ADD INDEX by_name (name)",
                "INSERT INTO mart.people VALUES (1, 'A.', NULL), (9, 'Alan', NULL)");
        List<String> before = server.rows("SHOW CREATE TABLE mart.people");

        var heard = load("'mode':'replace'").on(engine);

        assertThat(people()).hasSize(4).contains("1|Ada|1815-12-10");
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 4L);
        assertThat(server.rows("SHOW CREATE TABLE mart.people")).isEqualTo(before);
        assertThat(heard.lines).noneMatch(line -> line.contains("foreign keys"));
        assertThat(tables()).containsExactlyInAnyOrder("_orbit_ledger", "people");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void replaceKeepsForeignKeysAndTriggers(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        server.sql(
                "CREATE TABLE mart.towns (id int PRIMARY KEY)",
                "INSERT INTO mart.towns VALUES (1)",
                "ALTER TABLE mart.people ADD COLUMN town int NOT NULL DEFAULT 1, ADD FOREIGN KEY (town) REFERENCES mart.towns (id)",
                "CREATE TABLE mart.heard (id int)",
                "CREATE TRIGGER mart.tell AFTER INSERT ON mart.people FOR EACH ROW INSERT INTO mart.heard VALUES (NEW.id)",
                "DELETE FROM mart.heard",
                "INSERT INTO mart.people VALUES (9, 'Alan', NULL, 1)");

        var heard = load("'mode':'replace'").on(engine);

        assertThat(server.rows("SELECT name FROM mart.people ORDER BY id"))
                .containsExactly("Ada", "Grace", "Edsger", "Barbara");
        assertThat(heard.lines).anyMatch(line -> line.contains("foreign keys or triggers"));
        assertThat(server.rows("SELECT id FROM mart.heard WHERE id < 9")).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void replaceByNothingFailsAndLeavesTheTableAsItIs(int triggers) throws Exception {
        people(1);
        server.sql("INSERT INTO mart.people VALUES (9, 'Alan', NULL)");
        if (triggers == 1) {
            server.sql("CREATE TRIGGER mart.keep BEFORE INSERT ON mart.people FOR EACH ROW SET NEW.name = 'x'");
        }

        var failure = failure(load("'mode':'replace'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.EMPTY_INPUT);
        assertThat(people()).containsExactly("9|Alan|null");
        assertThat(tables()).containsExactlyInAnyOrder("_orbit_ledger", "people");
    }

    @ParameterizedTest
    @CsvSource({"1,append", "4,append", "1,replace", "4,replace"})
    void anAttemptAfterACommitThatWasNeverReportedAddsNothing(int files, String mode) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        server.sql("ALTER TABLE mart.people DROP PRIMARY KEY");
        load("'mode':'%s'".formatted(mode)).attempt(1, 7).on(engine);
        server.sql("INSERT INTO mart.people VALUES (5, 'Later', NULL)");

        var second = load("'mode':'%s'".formatted(mode)).attempt(2, 8).on(engine);

        assertThat(people()).hasSize(5);
        assertThat(second.metrics("load")).containsEntry("rowsOut", 4L);
        assertThat(second.lines).anyMatch(line -> line.contains("already committed by an earlier attempt"));
        assertThat(server.rows("SELECT `key`, attempt, fence, `rows` FROM mart._orbit_ledger"))
                .containsExactly(run + "/load|1|7|4");
    }

    @Test
    void anAttemptAfterASwapThatTheLedgerNeverHeardOfAddsNothing() throws Exception {
        people(1, "1,Ada,1815-12-10", "2,Grace,1906-12-09");
        String digits = LoadJob.digits(run + "/load");
        server.sql(
                LEDGER,
                "INSERT INTO mart._orbit_ledger VALUES ('%s/load', '%s', 'load', 1, 7, 2, NULL)".formatted(run, run),
                "INSERT INTO mart.people VALUES (3, 'Swapped', NULL), (4, 'in', NULL)",
                "CREATE TABLE mart._orbit_old_" + digits + "_7 LIKE mart.people");

        var second = load("'mode':'replace'").attempt(2, 8).on(engine);

        assertThat(people()).containsExactly("3|Swapped|null", "4|in|null");
        assertThat(second.metrics("load")).containsEntry("rowsOut", 2L);
        assertThat(second.lines).anyMatch(line -> line.contains("already committed by an earlier attempt"));
        assertThat(tables()).containsExactlyInAnyOrder("_orbit_ledger", "people");
        assertThat(server.rows("SELECT fence, `rows`, committed_at IS NOT NULL FROM mart._orbit_ledger"))
                .containsExactly("8|2|1");
    }

    @Test
    void anotherRunLoadsAgain() throws Exception {
        people(1, "1,Ada,1815-12-10");
        server.sql("ALTER TABLE mart.people DROP PRIMARY KEY");
        load("'mode':'append'").on(engine);

        load("'mode':'append'").run("default.test.01JE0000000000000000000000").on(engine);

        assertThat(people()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "4,1", "1,0", "4,0"})
    void aFailedAttemptLeavesNothingAndTheNextOneLoadsAll(int files, int localInfile) throws Exception {
        server.sql("SET GLOBAL local_infile = " + localInfile, "INSERT INTO mart.people VALUES (3, 'There', NULL)");
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");

        var failure = failure(load("'mode':'append'").attempt(1, 1));

        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failure.getMessage()).contains("PRIMARY").contains("1062").doesNotContain("'3'");
        assertThat(people()).containsExactly("3|There|null");
        assertThat(tables()).containsExactlyInAnyOrder("_orbit_ledger", "people");

        server.sql("DELETE FROM mart.people");
        load("'mode':'append'").attempt(2, 2).on(engine);
        assertThat(people()).hasSize(4).contains("3|Edsger|1930-05-11");
    }

    @ParameterizedTest
    @CsvSource({
        "name varchar(5), 2,1",
        "name varchar(5), 2,0",
        "name int, 1,1",
        "name int, 1,0",
        "joined date NOT NULL, 3,1",
        "joined date NOT NULL, 3,0",
        "id tinyint, 4,1",
        "id tinyint, 4,0"
    })
    void aValueThatTheColumnDoesNotTakeIsNamedByColumnAndRowButNotQuotedAndNeverChanged(
            String column, int row, int localInfile) throws Exception {
        server.sql(
                "ALTER TABLE mart.people DROP PRIMARY KEY",
                "ALTER TABLE mart.people MODIFY COLUMN " + column,
                "SET GLOBAL local_infile = " + localInfile);
        List<String> rows = List.of("1,Ada,1815-12-10", "2,Hopper,1906-12-09", "3,,", "300,,1999-01-01");
        people(1, rows.get(row - 1));

        var failure = failure(load("'mode':'append'"));

        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failure.getMessage())
                .contains("column " + column.replaceFirst(" .*", ""))
                .doesNotContain("Hopper")
                .doesNotContain("'Ada'");
        assertThat(people()).isEmpty();
    }

    @Test
    void aValueOfAFutureCharacterSetIsRefusedAndNotReplaced() throws Exception {
        server.sql("ALTER TABLE mart.people MODIFY COLUMN name varchar(20) CHARACTER SET latin1");
        people(1, "1,\uD83D\uDE00,1815-12-10");

        var failure = failure(load("'mode':'append'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(people()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void rowsWithTheSameKeyCannotBeUpserted(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "1,Augusta,1815-12-10");

        var failure = failure(load("'mode':'upsert','keys':['id']"));

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failure.getMessage()).contains("UserMethods.deduplicate");
        assertThat(people()).isEmpty();
    }

    @Test
    void anUpsertNeedsAUniqueIndexOverItsKeys() throws Exception {
        people(1, "1,Ada,1815-12-10");

        var failure = failure(load("'mode':'upsert','keys':['name']"));

        assertThat(failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(failure.getMessage()).contains("unique index");
    }

    @Test
    void anUpsertChangesNoRowThatHasOtherKeys() throws Exception {
        server.sql(
                "ALTER TABLE mart.people ADD UNIQUE by_name (name)",
                "INSERT INTO mart.people VALUES (9, 'Ada', NULL), (8, 'Grace', NULL)");
        people(1, "1,Ada,1815-12-10");
        var failure = failure(load("'mode':'upsert','keys':['id']"));
        people(1, "8,Grace,1906-12-09", "7,Edsger,1930-05-11");
        load("'mode':'upsert','keys':['id']").run(run + "B").on(engine);

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failure.getMessage()).contains("by_name");
        assertThat(people()).containsExactly("7|Edsger|1930-05-11", "8|Grace|1906-12-09", "9|Ada|null");
    }

    @Test
    void anUpsertByABusinessKeyLeavesGeneratedNumbersAlone() throws Exception {
        server.sql(
                "DROP TABLE mart.people",
                "CREATE TABLE mart.people (nr int AUTO_INCREMENT PRIMARY KEY, id int UNIQUE, name varchar(60), joined date)",
                "INSERT INTO mart.people VALUES (70, 1, 'A.', NULL)");
        people(1, "1,Ada,1815-12-10", "0,Zero,");

        load("'mode':'upsert','keys':['id']").on(engine);

        assertThat(server.rows("SELECT id, name, nr = 70 FROM mart.people ORDER BY id"))
                .containsExactly("0|Zero|0", "1|Ada|1");
    }

    @Test
    void aZeroIsNotTakenForTheNextNumber() throws Exception {
        server.sql("ALTER TABLE mart.people MODIFY COLUMN id int AUTO_INCREMENT");
        people(1, "0,Zero,");

        load("'mode':'append'").on(engine);

        assertThat(people()).containsExactly("0|Zero|null");
    }

    @Test
    void aColumnThatTheTableLacksIsNamedBeforeAnythingIsWritten() throws Exception {
        server.sql("ALTER TABLE mart.people DROP COLUMN joined");
        people(1, "1,Ada,1815-12-10");

        var failure = failure(load("'mode':'append'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(failure.getMessage()).contains("[joined]").contains("[id, name]");
    }

    @Test
    void aTableWithoutTransactionsIsRefused() throws Exception {
        server.sql("ALTER TABLE mart.people ENGINE = MyISAM");
        people(1, "1,Ada,1815-12-10");

        var failure = failure(load("'mode':'append'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(failure.getMessage()).contains("MyISAM").contains("InnoDB");
        assertThat(people()).isEmpty();
    }

    @Test
    void aTableThatDoesNotExistIsOnlyMadeWhenTheStepSaysSo() throws Exception {
        server.sql("DROP TABLE mart.people");
        people(1, "1,Ada,1815-12-10");

        var failure = failure(load("'mode':'append'"));
        load("'mode':'upsert','keys':['id','name'],'createTable':true").on(engine);

        assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(failure.getMessage()).contains("mart.people").contains("createTable");
        assertThat(people()).containsExactly("1|Ada|1815-12-10");
    }

    @Test
    void aTableThatIsMadeHoldsEveryTypeUnchanged() throws Exception {
        String query =
                "SELECT CAST(1 AS int) AS id, true AS truth, CAST(-128 AS tinyint) AS t, CAST(-32768 AS smallint) AS"
                        + " s, 9223372036854775807L AS l, CAST(0.1 AS float) AS f, 0.1D AS d, CAST(1.50 AS decimal(38,9)) AS n, DATE"
                        + " ~1582-10-10~ AS day, TIMESTAMP ~2050-06-01 12:00:00.123456+02:00~ AS tz, TIMESTAMP_NTZ ~2024-03-31"
                        + " 02:30:00.000001~ AS ts, X~00FF5C0A09~ AS raw, named_struct(~a~, array(1, 2)) AS st, array(~x~, ~y~) AS"
                        + " list, ~A~ AS text FROM read";
        people(1, "1,Ada,1815-12-10");
        for (int localInfile : new int[] {1, 0}) {
            server.sql("SET GLOBAL local_infile = " + localInfile);

            read().run(run + localInfile)
                    .step(
                            "made",
                            "UserMethods.sql",
                            "{'inputs':['read'],'with':{'query':'%s'}}".formatted(query.replace("~", "\\u0027")))
                    .step(
                            "load",
                            "LoadMethods.mysql",
                            "{'with':{'connection':'my','table':'mart.made%d','createTable':true,'keys':['id','text']}}"
                                    .formatted(localInfile))
                    .on(engine);

            assertThat(server.rows("SELECT id, truth, t, s, l, CAST(f AS DOUBLE), d, n, day, tz, ts, HEX(raw),"
                            + " JSON_EXTRACT(st, '$.a[1]'), JSON_LENGTH(list), text FROM mart.made" + localInfile))
                    .containsExactly(
                            "1|1|-128|-32768|9223372036854775807|0.10000000149011612|0.1|1.500000000|1582-10-10|"
                                    + "2050-06-01 10:00:00.123456|2024-03-31 02:30:00.000001|00FF5C0A09|2|2|A");
        }
    }

    @Test
    void aRefusedPasswordNamesTheCredentialAndNoSecret() throws Exception {
        people(1, "1,Ada,1815-12-10");

        var failure = failure(
                read().step("load", "LoadMethods.mysql", "{'with':{'connection':'wrong','table':'mart.people'}}"));

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure.getMessage()).contains("vault:kv/data/my#wrong");
        for (Throwable at = failure; at != null; at = at.getCause()) {
            assertThat(String.valueOf(at.getMessage())).doesNotContain(MysqlTestServer.WRONG_PASSWORD);
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
        server.sql(
                LEDGER,
                "INSERT INTO mart._orbit_ledger VALUES ('%s/load', '%s', 'load', 2, 5, NULL, NULL)"
                        .formatted(run, run));

        var failure = failure(load("'mode':'append'").attempt(1, 4));

        assertThat(failure.code()).isEqualTo(ErrorCode.SINK_FENCED);
        assertThat(people()).isEmpty();
    }

    @Test
    void aSuspendedAttemptWithLocksDoesNotHoldUpTheNextOne() throws Exception {
        people(1, "1,Ada,1815-12-10");
        try (Connection zombie = server.shop();
                Statement statement = zombie.createStatement()) {
            statement.execute(MysqlServer.sessionSql("sql_notes = 0", "orbw " + LoadJob.digits(run + "/load"), 1));
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
        server.sql(
                "CREATE TABLE mart." + prefix + "1 (id int)",
                "CREATE TABLE mart." + prefix + "1_p3 (id int)",
                "CREATE TABLE mart._orbit_stg_0123456789abcdef_1 (id int)");

        load("'mode':'append'").attempt(2, 2).on(engine);

        assertThat(tables()).containsExactlyInAnyOrder("_orbit_ledger", "_orbit_stg_0123456789abcdef_1", "people");
    }

    @Test
    void aLoadThatWaitsForALockEndsWhenItIsCancelled() throws Exception {
        people(1, "1,Ada,1815-12-10");
        CancelToken cancel = new CancelToken();
        try (Connection other = server.shop();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO mart.people VALUES (1, 'first', NULL)");
            var attempt =
                    CompletableFuture.runAsync(() -> load("'mode':'append'").on(engine, cancel));
            await().until(() -> !server.rows(LOADING).isEmpty());

            cancel.cancel();

            assertThatThrownBy(attempt::get).hasCauseInstanceOf(CancellationException.class);
            await().until(() -> server.rows(LOADING).isEmpty());
            other.rollback();
        }
        assertThat(people()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aSessionThatIsKilledInTheMiddleLeavesNothingAndMayBeTriedAgain(int files) throws Exception {
        people(files, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        try (Connection other = server.shop();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO mart.people VALUES (3, 'first', NULL)");
            var attempt = CompletableFuture.supplyAsync(
                    () -> failure(load("'mode':'append'").attempt(1, 1)));
            List<String> waiting = await().until(() -> server.rows(LOADING), found -> !found.isEmpty());

            statement.execute("KILL CONNECTION " + waiting.get(0));

            assertThat(attempt.get().code()).isEqualTo(ErrorCode.SINK_UNREACHABLE);
            other.rollback();
        }
        assertThat(people()).isEmpty();
        load("'mode':'append'").attempt(2, 2).on(engine);
        assertThat(people()).hasSize(4);
    }

    @Test
    void aWaitForALockThatEndsInTimeIsTriedAgainInPlace() throws Exception {
        people(4, "1,Ada,1815-12-10", "2,Grace,1906-12-09", "3,Edsger,1930-05-11", "4,Barbara,1939-11-07");
        try (Connection other = server.shop();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO mart.people VALUES (3, 'first', NULL)");
            long before = waits();
            var attempt = CompletableFuture.supplyAsync(() -> load("'mode':'append'")
                    .connections(server.connections("'lockTimeoutSec':1"))
                    .on(engine));
            await().until(() -> waits() >= before + 2);

            other.rollback();

            assertThat(attempt.get().metrics("load")).containsEntry("rowsOut", 4L);
        }
        assertThat(people()).hasSize(4);
    }

    private long waits() throws SQLException {
        String status =
                server.rows("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_waits'").get(0);
        return Long.parseLong(status.substring(status.indexOf('|') + 1));
    }

    private Segments load(String with) {
        return read().step(
                        "load", "LoadMethods.mysql", "{'with':{'connection':'my','table':'mart.people'," + with + "}}");
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

    private List<String> people() throws SQLException {
        return server.rows("SELECT id, name, joined FROM mart.people ORDER BY id, name");
    }

    private List<String> tables() throws SQLException {
        return server.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'mart'");
    }

    private StepException failure(Segments segment) {
        return segment.failingOn(engine).failure;
    }
}
