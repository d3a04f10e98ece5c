package io.orbit.connectors.mysql;

import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * How one column comes over unchanged. What drivers make of dates, truth values and single-precision numbers depends on
 * their settings and on the time zone of this machine, so the server sends those as text or as something exact, and Spark
 * makes the type of it.
 *
 * @param name as it is called among the rows
 * @param sql what the server is asked for; {@code %s} stands for the column
 * @param sent Spark's type of that
 * @param type Spark's type in the end
 */
record ReadColumn(String name, String sql, String sent, String type) {
    private static final String AS_IS = "%s";
    private static final String AS_TEXT = "CAST(%s AS CHAR)";
    private static final int MOST_DIGITS = 38;
    private static final Set<String> TEXTS = Set.of(
            "CHAR",
            "VARCHAR",
            "TINYTEXT",
            "TEXT",
            "MEDIUMTEXT",
            "LONGTEXT",
            "JSON",
            "ENUM",
            "SET",
            "INET4",
            "INET6",
            "UUID",
            "NULL");
    private static final Set<String> BYTES =
            Set.of("BINARY", "VARBINARY", "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB");

    /**
     * @param at from 1
     * @throws OrbitException SCHEMA_MISMATCH for a type that has no counterpart
     */
    static ReadColumn of(ResultSetMetaData found, int at, MysqlExtract with) throws SQLException {
        String name = found.getColumnLabel(at);
        String full = found.getColumnTypeName(at).toUpperCase(java.util.Locale.ROOT);
        boolean unsigned = full.contains("UNSIGNED") || !found.isSigned(at);
        String type = full.replaceFirst(" .*", "");
        int digits = found.getPrecision(at);
        return switch (type) {
            case "TINYINT" ->
                with.tinyInt1isBit() && digits == 1
                        ? new ReadColumn(name, AS_TEXT, "string", "boolean")
                        : same(name, unsigned ? "smallint" : "tinyint");
            case "SMALLINT" -> same(name, unsigned ? "int" : "smallint");
            case "MEDIUMINT" -> same(name, "int");
            case "INT", "INTEGER" -> same(name, unsigned ? "bigint" : "int");
            case "BIGINT" -> same(name, unsigned ? "decimal(20,0)" : "bigint");
            case "DECIMAL" ->
                digits > MOST_DIGITS
                        ? new ReadColumn(name, AS_TEXT, "string", "string")
                        : same(name, "decimal(%d,%d)".formatted(Math.max(digits, 1), found.getScale(at)));
            // Sent as it is, the server shows six digits of it.
            case "FLOAT" -> new ReadColumn(name, "CAST(%s AS DOUBLE)", "double", "float");
            case "DOUBLE" -> same(name, "double");
            case "BIT" -> bits(name, digits);
            case "YEAR" -> new ReadColumn(name, "CAST(%s AS SIGNED)", "int", "int");
            case "DATE" -> new ReadColumn(name, dated(with), "string", "date");
            case "DATETIME" -> new ReadColumn(name, dated(with), "string", "timestamp_ntz");
            // The session stands at UTC.
            case "TIMESTAMP" -> new ReadColumn(name, "CONCAT(" + dated(with) + ", 'Z')", "string", "timestamp");
            case "TIME" -> new ReadColumn(name, AS_TEXT, "string", "string");
            default -> plain(name, type);
        };
    }

    /** Among the columns that the server is asked for. */
    String select() {
        String quoted = quoted(name);
        return sql.replace("%s", quoted) + " AS " + quoted;
    }

    /** For Spark's {@code customSchema}. */
    String definition() {
        return quoted(name) + " " + sent;
    }

    Column made() {
        Column column = functions.col(SqlText.quoted(name));
        return sent.equals(type) ? column : column.cast(type).as(name);
    }

    /** Any name, also that of an expression. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static ReadColumn same(String name, String type) {
        return new ReadColumn(name, AS_IS, type, type);
    }

    private static ReadColumn bits(String name, int bits) {
        String sent = bits < Long.SIZE ? "bigint" : "decimal(20,0)";
        return new ReadColumn(name, "CAST(%s AS UNSIGNED)", sent, bits == 1 ? "boolean" : sent);
    }

    private static String dated(MysqlExtract with) {
        return with.zeroDates() == MysqlExtract.ZeroDates.FAIL
                ? AS_TEXT
                : "IF(CAST(%s AS CHAR) LIKE '0000-00-00%%', NULL, CAST(%s AS CHAR))".replace("%%", "%");
    }

    private static ReadColumn plain(String name, String type) {
        if (BYTES.contains(type)) {
            return same(name, "binary");
        }
        if (TEXTS.contains(type)) {
            return new ReadColumn(name, type.equals("JSON") ? AS_TEXT : AS_IS, "string", "string");
        }
        throw new OrbitException(
                ErrorCode.SCHEMA_MISMATCH,
                "column '%s' is of type %s, which has no counterpart here. Leave it out by 'columns', or read it by a 'query' that makes a text or number of it, e.g. ST_AsText(…)."
                        .formatted(name, type));
    }
}
