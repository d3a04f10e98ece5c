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
import io.orbit.schemas.ErrorCode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PostgresExtractTest {
    @TempDir
    static Path work;

    private static TestServer server;
    private static SegmentEngine engine;

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
    void tables() throws SQLException {
        server.shop("DROP SCHEMA IF EXISTS src CASCADE");
        server.shop("DROP SCHEMA IF EXISTS dst CASCADE");
        server.shop("CREATE SCHEMA src");
        server.shop("CREATE SCHEMA dst");
        server.shop("CREATE TABLE src.orders (id bigint PRIMARY KEY, region text, amount numeric(10,2),"
                + " updated_at timestamptz, day date, \"Odd Name\" int)");
        server.shop(
                "INSERT INTO src.orders SELECT i, CASE i % 3 WHEN 0 THEN 'north' WHEN 1 THEN 'o''south' END, i / 4.0,"
                        + " timestamptz '2024-01-01 00:00:00Z' + i * interval '1 hour', date '2024-01-01' + (i / 24)::int, i"
                        + " FROM generate_series(1, 100) AS i");
    }

    @Test
    void everyTypeArrivesAsItLeft() throws Exception {
        String columns =
                "(id serial PRIMARY KEY, s smallint, i int, l bigint, f real, d double precision, n numeric(20,5),"
                        + " b boolean, t text, v varchar(20), day date, ts timestamp, tz timestamptz, raw bytea, j json, jb"
                        + " jsonb, u uuid, ints int[], texts text[], days date[])";
        server.shop("CREATE TABLE src.types " + columns);
        server.shop("CREATE TABLE dst.types " + columns);
        server.shop(
                "INSERT INTO src.types VALUES (DEFAULT, -32768, 2147483647, -9223372036854775808, 1.5, 'NaN', -0.00001,"
                        + " true, E'tab\\t line\\n cr\\r back\\\\slash \\\\N \\u00e4\\u20ac \\U0001F600', '', '2024-02-29',"
                        + " '2024-03-31 02:30:00.123456', '2024-03-31 02:30:00.123456+05:30', '\\x00ff5c0a', '{\"a\": [1, null]}',"
                        + " '{\"b\": \"\\\\\\\\\"}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{1,NULL,-3}',"
                        + " ARRAY['a\"b', 'c\\d', NULL, 'NULL', '', '{},'], '{2024-02-29}')");
        server.shop("INSERT INTO src.types (f, d, day, ts, tz) VALUES ('Infinity', '-Infinity', '0001-01-01',"
                + " '1500-06-01 00:00:00', '1960-06-01 00:00:00Z')");
        server.shop("INSERT INTO src.types (tz) VALUES ('9999-12-31 23:59:59.999999Z')");
        server.shop("INSERT INTO src.types DEFAULT VALUES");

        run("'table':'src.types'", "dst.types");

        // As text: json has no equality, and NaN equals itself there.
        String differences = "SELECT mine::text FROM %s AS mine EXCEPT SELECT other::text FROM %s AS other";
        assertThat(server.shopRows(differences.formatted("src.types", "dst.types")))
                .isEmpty();
        assertThat(server.shopRows(differences.formatted("dst.types", "src.types")))
                .isEmpty();
        assertThat(server.shopRows("SELECT count(*) FROM dst.types")).containsExactly("4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'table':'src.orders','where':'region = :r AND id < :top','binds':{'r':'${params.region}','top':10}; 3",
                "'table':'src.orders','where':'updated_at < :day + interval ~1 day~ -- and','binds':{'day':'2024-01-01'}; 23",
                "'table':'src.orders','where':'id IN :ids','binds':{'ids':[1, 2, 1000]}; 2",
                "'query':'SELECT id FROM src.orders WHERE region IS NULL'; 33",
                "'table':'src.orders','pin':{'column':'updated_at','upper':'2024-01-01T05:00:00Z'}; 5",
                "'query':'WITH few AS (SELECT * FROM src.orders LIMIT 7) SELECT id FROM few','columns':['id']; 7"
            })
    void onlyTheRowsThatAreAskedForAreRead(String with, int expected) throws Exception {
        server.shop("CREATE TABLE dst.ids (id bigint)");

        var heard = segment()
                .step(
                        "read",
                        "ExtractMethods.postgres",
                        "{'with':{'connection':'pg',%s}}".formatted(with).replace("~", "\\u0027"))
                .step("ids", "UserMethods.filter", "{'with':{'where':'id > 0'}}")
                .params("{'region':\"o'south\"}".replace("o'south", "o\\u0027south"))
                .connections(server.connections())
                .on(engine);

        assertThat(heard.metrics("read")).containsEntry("rowsOut", (long) expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'numPartitions':7}",
                "{'column':'amount','numPartitions':3}",
                "{'column':'updated_at','numPartitions':5}",
                "{'column':'day','numPartitions':3}",
                "{'column':'Odd Name','numPartitions':300}",
                "{'strategy':'none'}"
            })
    void aReadInPartsReadsEveryRowOnce(String partition) throws Exception {
        server.shop("INSERT INTO src.orders (id) VALUES (-5), (9000000000)");
        server.shop("CREATE TABLE dst.orders (LIKE src.orders)");

        run("'table':'src.orders','partition':" + partition, "dst.orders");

        assertThat(server.shopRows("SELECT * FROM dst.orders ORDER BY id"))
                .isEqualTo(server.shopRows("SELECT * FROM src.orders ORDER BY id"));
    }

    @Test
    void aReadInPartsOfAnEmptyTableReadsNothing() throws Exception {
        server.shop("DELETE FROM src.orders");
        server.shop("CREATE TABLE dst.orders (LIKE src.orders)");

        var heard = run("'table':'src.orders','partition':{'numPartitions':4}", "dst.orders");

        assertThat(heard.metrics("load")).containsEntry("rowsOut", 0L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'table':'src.gone'; SOURCE_NOT_FOUND; src.gone",
                "'query':'SELECT nothing FROM src.orders'; SCHEMA_MISMATCH; nothing",
                "'query':'SELEKT 1'; PARAMETER_INVALID; syntax error",
                "'query':'SELECT 1', 'table':'src.orders'; PARAMETER_INVALID; either",
                "'table':'src.orders','where':'1 = 1) OR (2 = 2'; PARAMETER_INVALID; where",
                "'table':'src.orders','where':'id = ${params.id}'; PARAMETER_INVALID; SQL",
                "'table':'src.orders','binds':{'x':1}; PARAMETER_INVALID; [x]",
                "'table':'src.orders','partition':{'column':'region'}; PARAMETER_INVALID; region",
                "'table':'src.\\u0022orders'; PARAMETER_INVALID; name",
                "'query':'SELECT set_config(~search_path~, src.write()::text, false)'; PARAMETER_INVALID; readOnly",
                "'table':'public.secrets'; ACCESS_DENIED; secrets",
                "'table':'src.orders','where':'1 / (id - 50) < 5'; BAD_ROW; 22012"
            })
    void aReadThatCannotBeDoneSaysWhy(String with, ErrorCode code, String word) throws Exception {
        server.shop("CREATE FUNCTION src.write() RETURNS int LANGUAGE sql VOLATILE AS"
                + " 'DELETE FROM src.orders; SELECT 1'");
        try (var connection = server.shop();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS public.secrets (id int)");
        }

        var failure = failure("{'with':{'connection':'pg',%s}}".formatted(with).replace("~", "\\u0027"));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.getMessage()).contains(word);
        assertThat(failure.step()).isEqualTo("read");
        assertThat(server.shopRows("SELECT count(*) FROM src.orders")).containsExactly("100");
    }

    @Test
    void aRefusedPasswordNamesTheCredentialAndNoSecret() {
        var failure = failure("{'with':{'connection':'wrong','table':'src.orders'}}");

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure.getMessage()).contains("vault:kv/data/pg#wrong").doesNotContain(TestServer.WRONG_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'options':{'socketFactory':'x.Y'}",
                "'options':{'sslMode':'no'}",
                "'host':'a/b?c=d'",
                "'port':'0'",
                "'type':'mysql'"
            })
    void aConnectionIsMadeOnlyOfPartsThatAreKnown(String part) {
        String connections = "{'pg':{'type':'postgres','host':'127.0.0.1','database':'shop',%s}}".formatted(part);

        var failure = segment()
                .step("read", "ExtractMethods.postgres", "{'with':{'connection':'pg','table':'src.orders'}}")
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
                        "ExtractMethods.postgres",
                        "{'with':{'connection':'pg','query':'SELECT id, pg_sleep(600)::text AS s FROM src.orders'}}")
                .connections(server.connections())
                .on(engine, cancel));
        String sleeping = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'orbit-read %' AND"
                + " wait_event = 'PgSleep'";
        await().until(() -> !server.shopRows(sleeping).isEmpty());

        cancel.cancel();

        assertThatThrownBy(attempt::get).hasCauseInstanceOf(CancellationException.class);
        await().until(() -> server.shopRows(sleeping).isEmpty());
    }

    private static Segments.Heard run(String with, String into) {
        return segment()
                .step("read", "ExtractMethods.postgres", "{'with':{'connection':'pg',%s}}".formatted(with))
                .step(
                        "load",
                        "LoadMethods.postgres",
                        "{'onZeroRows':'succeed','with':{'connection':'pg','table':'%s'}}".formatted(into))
                .connections(server.connections())
                .on(engine);
    }

    private static StepException failure(String spec) {
        return segment()
                .step("read", "ExtractMethods.postgres", spec)
                .params("{'id':1}")
                .connections(server.connections())
                .failingOn(engine)
                .failure;
    }
}
