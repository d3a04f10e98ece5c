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
import io.orbit.schemas.ErrorCode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
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

/** What a read has to do on every server that speaks MySQL's SQL; the subclasses say on which it was tried. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MysqlExtractContract {
    @TempDir
    static Path work;

    private MysqlTestServer server;
    private SegmentEngine engine;

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
    void tables() throws SQLException {
        server.sql(
                "DROP DATABASE IF EXISTS src",
                "DROP DATABASE IF EXISTS dst",
                "CREATE DATABASE src CHARACTER SET utf8mb4",
                "CREATE DATABASE dst CHARACTER SET utf8mb4",
                "CREATE TABLE src.orders (id bigint PRIMARY KEY, region varchar(20), amount decimal(10,2), updated_at"
                        + " timestamp NULL, day date, made datetime(6), `Odd Name` int)",
                "INSERT INTO src.orders WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
                        + " SELECT i, CASE i % 3 WHEN 0 THEN 'north' WHEN 1 THEN 'o''south' END, i / 4.0, '2024-01-01' +"
                        + " INTERVAL i HOUR, DATE('2024-01-01' + INTERVAL i HOUR), '2024-01-01' + INTERVAL i * 7"
                        + " SECOND_MICROSECOND, i FROM n");
    }

    Stream<String> servers() throws SQLException {
        return Stream.of(product() + " " + server.version());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void theServerIs(String version) {
        assertThat(version.contains("MariaDB")).isEqualTo(product().equals("MariaDB"));
    }

    @Test
    void everyTypeArrivesAsItLeft() throws Exception {
        String columns =
                "(id int PRIMARY KEY, t1 tinyint(1), ti tinyint, tu tinyint unsigned, s smallint, su smallint unsigned, m"
                        + " mediumint, mu mediumint unsigned, i int, iu int unsigned, l bigint, lu bigint unsigned, f float,"
                        + " d double, n decimal(38,5), nu decimal(10,2) unsigned, big decimal(60,30), b1 bit(1), b9 bit(9),"
                        + " b64 bit(64), y year, dt date, tm time(6), ts datetime(6), tz timestamp(6) NULL, c char(6), v"
                        + " varchar(50), x longtext, bin binary(4), vb varbinary(20), bl longblob, e enum('p','q'), st"
                        + " set('u','v'), j json)";
        server.sql(
                "SET time_zone = '+00:00'",
                "SET sql_mode = ''",
                "CREATE TABLE src.types " + columns,
                "CREATE TABLE dst.types " + columns,
                "INSERT INTO src.types VALUES (1, 1, -128, 255, -32768, 65535, -8388608, 16777215, -2147483648,"
                        + " 4294967295, -9223372036854775808, 18446744073709551615, 16777217, 0.1,"
                        + " -123456789012345678901234567890123.00001, 99999999.99,"
                        + " 123456789012345678901234567890.000000000000000000000000000001, b'1', b'101010101',"
                        + " 0xFFFFFFFFFFFFFFFF, 2155, '1000-02-28', '-838:59:59.000001', '2024-03-31 02:30:00.123456',"
                        + " '2024-03-31 02:30:00.654321', 'ab', 'tab\\t line\\n cr\\r back\\\\slash \\\\N \\0 \\' \\\" %',"
                        + " '\\u00e4\\u20ac\\U', 0x00FF5C0A, 0x095C4E0A00, 0x5C5C270D, 'q', 'u,v', '{\\\"a\\\": [1, null,"
                        + " \\\"\\\\\\\\\\\"]}')",
                "INSERT INTO src.types (id, t1, f, d, y, dt, tm, ts, tz, c, v, x, vb, n) VALUES (2, 7, 3.4e38,"
                        + " -1.7976931348623157e308, 0, '9999-12-31', '838:59:59', '1000-01-01 00:00:00', '1970-01-01"
                        + " 00:00:01', '', '', ' x ', '', 0), (3, 0, 0.1, 5e-324, 1901, '1582-10-10', '00:00:00',"
                        + " '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999999', 'NULL', '\\\\N', 'x\\n', 0x00, -1)",
                "UPDATE src.types SET x = CONCAT(x, CONVERT(0xF09F9880 USING utf8mb4))",
                "INSERT INTO src.types (id) VALUES (4)");

        run("'table':'src.types'", "dst.types");

        for (String column : server.rows("SELECT column_name FROM information_schema.columns WHERE table_schema = 'src'"
                + " AND table_name = 'types'")) {
            String different = "SELECT s.id, HEX(s.%1$s), HEX(d.%1$s) FROM src.types s LEFT JOIN dst.types d ON s.id ="
                    + " d.id WHERE NOT (HEX(s.%1$s) <=> HEX(d.%1$s)) OR NOT (CAST(s.%1$s AS BINARY) <=> CAST(d.%1$s AS"
                    + " BINARY))";
            assertThat(server.rows(different.formatted(column))).as(column).isEmpty();
        }
        assertThat(server.rows("SELECT COUNT(*), SUM(f = 16777217 OR f = 16777216) FROM dst.types"))
                .containsExactly("4|1");
    }

    @Test
    void typesAreThoseThatHoldTheirValues() throws Exception {
        server.sql(
                "CREATE TABLE src.typed (a tinyint(1), b tinyint unsigned, c int unsigned, d bigint unsigned, e float, f"
                        + " decimal(38,5), g decimal(39,1), h bit(1), i bit(9), j year, k time, l datetime, m timestamp"
                        + " NULL, n json, o blob, p char(3))",
                "INSERT INTO src.typed () VALUES ()",
                "CREATE TABLE dst.typed (types text)");
        String types = "abcdefghijklmnop"
                .chars()
                .mapToObj(c -> "typeof(" + (char) c + ")")
                .collect(Collectors.joining(", "));

        segment()
                .step("read", "ExtractMethods.mysql", "{'with':{'connection':'my','table':'src.typed'}}")
                .step(
                        "types",
                        "UserMethods.sql",
                        "{'inputs':['read'],'with':{'query':'SELECT array_join(array(%s), \\u0027 \\u0027) AS types FROM read'}}"
                                .formatted(types))
                .step("load", "LoadMethods.mysql", "{'with':{'connection':'my','table':'dst.typed'}}")
                .connections(server.connections())
                .on(engine);

        assertThat(server.rows("SELECT types FROM dst.typed"))
                .containsExactly("tinyint smallint bigint decimal(20,0) float decimal(38,5) string boolean bigint int"
                        + " string timestamp_ntz timestamp string binary string");
    }

    @Test
    void aTinyIntOfOneDigitIsATruthValueOnlyWhenTheStepSaysSo() throws Exception {
        server.sql(
                "CREATE TABLE src.flags (id int, flag tinyint(1))",
                "INSERT INTO src.flags VALUES (1, 0), (2, 1), (3, NULL)",
                "CREATE TABLE dst.flags (id int, flag varchar(9))");

        run("'table':'src.flags','tinyInt1isBit':true", "dst.flags");
        assertThat(server.rows("SELECT * FROM dst.flags ORDER BY id")).containsExactly("1|0", "2|1", "3|null");

        server.sql("INSERT INTO src.flags VALUES (4, 2)");
        var failure = failure("{'with':{'connection':'my','table':'src.flags','tinyInt1isBit':true}}");
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
    }

    @Test
    void aDateThatIsNoneFailsTheReadOrIsNullButIsNeverAnotherDate() throws Exception {
        server.sql(
                "SET sql_mode = ''",
                "CREATE TABLE src.zero (id int, d date, t datetime)",
                "INSERT INTO src.zero VALUES (1, '0000-00-00', '0000-00-00 00:00:00')",
                "CREATE TABLE dst.zero (id int, d date, t datetime)");

        var failure = failure("{'with':{'connection':'my','table':'src.zero'}}");
        run("'table':'src.zero','zeroDates':'null'", "dst.zero");

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(server.rows("SELECT * FROM dst.zero")).containsExactly("1|null|null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'table':'src.orders','where':'region = :r AND id < :top','binds':{'r':'${params.region}','top':10}; 3",
                "'table':'src.orders','where':'updated_at < :day + INTERVAL 1 DAY -- and','binds':{'day':'2024-01-01'}; 23",
                "'table':'src.orders','where':'id IN :ids # and','binds':{'ids':[1, 2, 1000]}; 2",
                "'query':'SELECT id FROM src.orders WHERE region IS NULL'; 33",
                "'table':'src.orders','pin':{'column':'updated_at','upper':'2024-01-01T06:00:00+01:00'}; 5",
                "'query':'WITH few AS (SELECT * FROM src.orders ORDER BY id LIMIT 7) SELECT id FROM few','columns':['id']; 7",
                "'query':'SELECT id, COUNT(*), MAX(day) AS last FROM src.orders GROUP BY id'; 100"
            })
    void onlyTheRowsThatAreAskedForAreRead(String with, int expected) throws Exception {
        var heard = segment()
                .step("read", "ExtractMethods.mysql", "{'with':{'connection':'my',%s}}".formatted(with))
                .step("ids", "UserMethods.filter", "{'with':{'where':'id > 0'}}")
                .params("{'region':'o\\u0027south'}")
                .connections(server.connections())
                .on(engine);

        assertThat(heard.metrics("read")).containsEntry("rowsOut", (long) expected);
    }

    @Test
    void aFilterComparesAsSparkDoesAndNotAsTheServersCollation() throws Exception {
        server.sql("UPDATE src.orders SET region = 'NORTH' WHERE id = 3");

        var heard = segment()
                .step("read", "ExtractMethods.mysql", "{'with':{'connection':'my','table':'src.orders'}}")
                .step("north", "UserMethods.filter", "{'with':{'where':'region = \\u0027north\\u0027'}}")
                .connections(server.connections())
                .on(engine);

        assertThat(heard.metrics("north")).containsEntry("rowsOut", 32L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'numPartitions':7}",
                "{'column':'amount','numPartitions':3}",
                "{'column':'updated_at','numPartitions':5}",
                "{'column':'made','numPartitions':5}",
                "{'column':'day','numPartitions':3}",
                "{'column':'Odd Name','numPartitions':300}",
                "{'strategy':'none'}"
            })
    void aReadInPartsReadsEveryRowOnce(String partition) throws Exception {
        server.sql("INSERT INTO src.orders (id) VALUES (-5), (9000000000)", "CREATE TABLE dst.orders LIKE src.orders");

        run("'table':'src.orders','partition':" + partition, "dst.orders");

        assertThat(server.rows("SELECT * FROM dst.orders ORDER BY id"))
                .isEqualTo(server.rows("SELECT * FROM src.orders ORDER BY id"));
    }

    @Test
    void aReadInPartsOfAnEmptyTableReadsNothing() throws Exception {
        server.sql("DELETE FROM src.orders", "CREATE TABLE dst.orders LIKE src.orders");

        var heard = run("'table':'src.orders','partition':{'numPartitions':4}", "dst.orders");

        assertThat(heard.metrics("load")).containsEntry("rowsOut", 0L);
    }

    @Test
    void aTableReadByItsKeyIsSplitWithoutBeingAsked() throws Exception {
        server.sql("CREATE TABLE dst.orders LIKE src.orders");

        var heard = run("'table':'src.orders','partition':{'numPartitions':4}", "dst.orders");

        assertThat(heard.lines).anyMatch(line -> line.contains("in 4 part(s)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'table':'src.gone'; SOURCE_NOT_FOUND; src.gone",
                "'table':'nowhere.gone'; SOURCE_NOT_FOUND; nowhere",
                "'query':'SELECT nothing FROM src.orders'; SCHEMA_MISMATCH; nothing",
                "'query':'SELEKT 1'; PARAMETER_INVALID; syntax",
                "'query':'SELECT 1', 'table':'src.orders'; PARAMETER_INVALID; either",
                "'table':'src.orders','where':'1 = 1) OR (2 = 2'; PARAMETER_INVALID; where",
                "'table':'src.orders','where':'1 /*!50000 = 1) OR (2 */ = 2'; PARAMETER_INVALID; comment",
                "'table':'src.orders','where':'id = ${params.id}'; PARAMETER_INVALID; SQL",
                "'table':'src.orders','binds':{'x':1}; PARAMETER_INVALID; [x]",
                "'table':'src.orders','partition':{'column':'region'}; PARAMETER_INVALID; region",
                "'table':'src.`orders'; PARAMETER_INVALID; name",
                "'query':'SELECT src.erase() AS id'; PARAMETER_INVALID; write",
                "'query':'SELECT ST_GeomFromText(\\u0027POINT(1 1)\\u0027) AS g'; SCHEMA_MISMATCH; ST_AsText"
            })
    void aReadThatCannotBeDoneSaysWhy(String with, ErrorCode code, String word) throws Exception {
        server.sql(
                "SET GLOBAL log_bin_trust_function_creators = 1",
                "CREATE FUNCTION src.erase() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM src.orders; RETURN 1; END");

        var failure = failure("{'with':{'connection':'my',%s}}".formatted(with));

        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.getMessage()).contains(word);
        assertThat(failure.step()).isEqualTo("read");
        assertThat(server.rows("SELECT COUNT(*) FROM src.orders")).containsExactly("100");
    }

    @Test
    void aTableThatIsNotGrantedIsAFailureOfTheCredential() throws Exception {
        server.sql(
                "DROP USER IF EXISTS 'few'@'%'",
                "CREATE USER 'few'@'%' IDENTIFIED BY '" + server.password() + "'",
                "GRANT SELECT ON shop.* TO 'few'@'%'");

        var failure = failure("{'with':{'connection':'few','table':'src.orders'}}");

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure.getMessage()).contains("orders");
    }

    @Test
    void aRefusedPasswordNamesTheCredentialAndNoSecret() {
        var failure = failure("{'with':{'connection':'wrong','table':'src.orders'}}");

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure.getMessage())
                .contains("vault:kv/data/my#wrong")
                .doesNotContain(MysqlTestServer.WRONG_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'options':{'autoDeserialize':'true'}",
                "'options':{'allowLoadLocalInfile':'true'}",
                "'options':{'allowLocalInfile':'true'}",
                "'options':{'socketFactory':'x.Y'}",
                "'options':{'sslMode':'no'}",
                "'host':'h/db?allowLoadLocalInfile=true#'",
                "'host':'address=(host=a)'",
                "'host':'a,b'",
                "'database':'shop?allowMultiQueries=true'",
                "'port':'0'",
                "'type':'postgres'"
            })
    void aConnectionIsMadeOnlyOfPartsThatAreKnown(String part) {
        String connections = "{'my':{'type':'mysql','host':'127.0.0.1','database':'shop',%s}}".formatted(part);

        var failure = segment()
                .step("read", "ExtractMethods.mysql", "{'with':{'connection':'my','table':'src.orders'}}")
                .connections(connections)
                .failingOn(engine)
                .failure;

        assertThat(failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
    }

    @Test
    void aQueryThatTakesLongEndsWhenItIsCancelled() throws Exception {
        CancelToken cancel = new CancelToken();
        var attempt = CompletableFuture.runAsync(() -> segment()
                .step(
                        "read",
                        "ExtractMethods.mysql",
                        "{'with':{'connection':'my','query':'SELECT id, SLEEP(600) AS s FROM src.orders'}}")
                .connections(server.connections())
                .on(engine, cancel));
        String sleeping =
                "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT%SLEEP(600)%orbit_rows%'"
                        + " AND id <> CONNECTION_ID()";
        await().until(() -> !server.rows(sleeping).isEmpty());

        cancel.cancel();

        assertThatThrownBy(attempt::get).hasCauseInstanceOf(CancellationException.class);
        await().until(() -> server.rows(sleeping).equals(List.of()));
    }

    private Segments.Heard run(String with, String into) {
        return segment()
                .step("read", "ExtractMethods.mysql", "{'with':{'connection':'my',%s}}".formatted(with))
                .step(
                        "load",
                        "LoadMethods.mysql",
                        "{'onZeroRows':'succeed','with':{'connection':'my','table':'%s'}}".formatted(into))
                .connections(server.connections())
                .on(engine);
    }

    private StepException failure(String spec) {
        return segment()
                .step("read", "ExtractMethods.mysql", spec)
                .step("all", "UserMethods.filter", "{'with':{'where':'true'}}")
                .params("{'id':1}")
                .connections(server.connections())
                .failingOn(engine)
                .failure;
    }
}
