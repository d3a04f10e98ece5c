package io.orbit.connectors.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.OrbitException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlBindsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'2024-02-29'; (DATE '2024-02-29')",
                "'2024-02-29T10:00:00.5Z'; (TIMESTAMPTZ '2024-02-29T10:00:00.5Z')",
                "'2024-02-29 10:00'; (TIMESTAMP '2024-02-29 10:00')",
                "'29.2.2024'; ('29.2.2024')",
                "5; (5)",
                "-1.5; (-1.5)",
                "1e3; (1000.0)",
                "true; (TRUE)",
                "null; (NULL)",
                "[1, 'b']; ((1), ('b'))",
                "{'type':'text','value':'2024-02-29'}; CAST('2024-02-29' AS text)",
                "{'type':'bigint','value':null}; CAST(NULL AS bigint)"
            },
            delimiter = ';')
    void aValueBecomesALiteralOfItsType(String json, String sql) {
        assertThat(render("x = :v", json)).isEqualTo("x = " + sql);
    }

    @Test
    void textCannotEndTheLiteral() {
        Map<String, JsonNode> binds = Map.of("v", json("'x'"), "w", json("'y'"));
        String quote = "'; DROP TABLE t; --";
        String backslash = "\\'; DROP TABLE t; --";

        assertThat(SqlBinds.literal(Dialect.POSTGRES, "v", new com.fasterxml.jackson.databind.node.TextNode(quote)))
                .isEqualTo("('''; DROP TABLE t; --')");
        assertThat(SqlBinds.literal(Dialect.POSTGRES, "v", new com.fasterxml.jackson.databind.node.TextNode(backslash)))
                .isEqualTo("(E'\\\\''; DROP TABLE t; --')");
        assertThat(SqlBinds.render(Dialect.POSTGRES, "a = :v AND b = :w", "where", binds, new HashSet<>()))
                .isEqualTo("a = ('x') AND b = ('y')");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = ':v'",
                "a = 'it''s :v'",
                "a = E'\\':v'",
                "a = E'b''c\\':v'",
                "\":v\" = 1",
                "a = 1 -- :v",
                "a /* :v /* ) */ ; */ = 1",
                "a = $$ :v ; ) $$",
                "a = $tag$ :v $$ ; $tag$",
                "a::v = 1",
                "a[1 : 2] = 1",
                "a$1 = b$2"
            })
    void whatIsNoBindIsLeftAlone(String sql) {
        assertThat(render(sql, "1")).isEqualTo(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 = 1) OR (1 = 1",
                "a = 1;",
                "a = 1; DELETE FROM t",
                "(a = 1",
                "a = 'b",
                "a = \"b",
                "a /* b",
                "a = $x$ b $y$",
                "a = :unknown"
            })
    void whatCannotStandInBracketsIsRefused(String sql) {
        assertThatThrownBy(() -> render(sql, "1")).isInstanceOf(OrbitException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{'type':'regclass','value':'x'}", "{'a':1}", "[[1]]"})
    void aValueWithoutALiteralIsRefused(String json) {
        assertThatThrownBy(() -> render("x = :v", json)).isInstanceOf(OrbitException.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'2024-02-29'; (DATE '2024-02-29')",
                "'2024-02-29T10:00:00.5+02:00'; (TIMESTAMP '2024-02-29T08:00:00.500')",
                "'2024-02-29T00:30Z'; (TIMESTAMP '2024-02-29T00:30')",
                "'2024-02-29 00:30:00+0530'; (TIMESTAMP '2024-02-28T19:00')",
                "'2024-02-29 10:00'; (TIMESTAMP '2024-02-29 10:00')",
                "{'type':'text','value':'2024-02-29'}; ('2024-02-29')",
                "{'type':'bigint','value':7}; CAST('7' AS SIGNED)"
            },
            delimiter = ';')
    void forMysqlAMomentIsMovedToUtcWhereItsSessionsStand(String json, String sql) {
        assertThat(mysql("x = :v", json)).isEqualTo("x = " + sql);
    }

    @Test
    void forMysqlTextCannotEndTheLiteral() {
        assertThat(SqlBinds.literal(
                        Dialect.MYSQL,
                        "v",
                        new com.fasterxml.jackson.databind.node.TextNode("\\'; DROP TABLE t; -- '")))
                .isEqualTo("('\\\\\\'; DROP TABLE t; -- \\'')");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = 'it\\'s :v'",
                "a = \"it\\\"s :v\"",
                "`:v``)` = 1",
                "a = 1 -- :v )",
                "a = 1 # :v )",
                "a /* :v /* ) ; */ = 1",
                "@a:=1 = 1"
            })
    void forMysqlWhatIsNoBindIsLeftAlone(String sql) {
        assertThat(mysql(sql, "1")).isEqualTo(sql);
    }

    @Test
    void forMysqlTwoDashesWithoutABlankAreNoComment() {
        assertThat(mysql("a = 5--:v", "1")).isEqualTo("a = 5--(1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 = 1) OR (1 = 1",
                "a = 1; DELETE FROM t",
                "a = 1 /*! ) OR ( */",
                "a = 1 /*M!100000 ) OR ( */",
                "a = 'b\\'",
                "a = $$ ) $$",
                "a = `b",
                "a /* /* */ */ = (1"
            })
    void forMysqlWhatCannotStandInBracketsIsRefused(String sql) {
        assertThatThrownBy(() -> mysql(sql, "1")).isInstanceOf(OrbitException.class);
    }

    private static String mysql(String sql, String value) {
        return SqlBinds.render(Dialect.MYSQL, sql, "where", Map.of("v", json(value)), new HashSet<>());
    }

    private static String render(String sql, String value) {
        Map<String, JsonNode> binds = new HashMap<>();
        binds.put("v", json(value));
        Set<String> used = new HashSet<>();
        return SqlBinds.render(Dialect.POSTGRES, sql, "where", binds, used);
    }

    private static JsonNode json(String text) {
        return Segments.json(text);
    }
}
