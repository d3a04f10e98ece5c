package io.orbit.connectors.postgres;

import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.Ranges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets the server compute where a source is split.
 *
 * @param source as it may stand after FROM
 */
record PostgresSplitter(Connection connection, String source) implements Ranges.Splitter {
    /** How the server computes the i-th of n bounds between lo and hi, by type of the column. */
    private static final Map<String, String> BOUND = Map.ofEntries(
            Map.entry("int2", "trunc(lo::numeric + (hi::numeric - lo::numeric) * i / n)"),
            Map.entry("int4", "trunc(lo::numeric + (hi::numeric - lo::numeric) * i / n)"),
            Map.entry("int8", "trunc(lo::numeric + (hi::numeric - lo::numeric) * i / n)"),
            Map.entry("numeric", "lo + (hi - lo) * i / n"),
            Map.entry("date", "lo + (hi - lo) * i / n"),
            Map.entry("timestamp", "lo + (hi - lo) * (i::float8 / n)"),
            Map.entry("timestamptz", "lo + (hi - lo) * (i::float8 / n)"));

    private static final String PRIMARY_KEY =
            "SELECT min(a.attname) FROM pg_index x JOIN pg_attribute a ON a.attrelid ="
                    + " x.indrelid AND a.attnum = ANY (x.indkey) WHERE x.indrelid = to_regclass(?) AND x.indisprimary HAVING"
                    + " count(*) = 1";

    @Override
    public @Nullable String primaryKey(String table) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(PRIMARY_KEY)) {
            ask.setString(1, Dialect.POSTGRES.table(table));
            try (ResultSet row = ask.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    @Override
    public boolean splits(String column) throws SQLException {
        return BOUND.containsKey(type(column));
    }

    @Override
    public List<String> bounds(String column, int parts) throws SQLException {
        String type = type(column);
        String name = Dialect.POSTGRES.quoted(column);
        String sql = ("SELECT bound::text FROM (SELECT DISTINCT %s AS bound FROM (SELECT min(%s) AS lo, max(%s) AS hi,"
                        + " %d AS n FROM %s) AS ends, generate_series(1, %d) AS i) AS bounds WHERE bound IS NOT NULL ORDER"
                        + " BY bounds.bound")
                .formatted(BOUND.get(type), name, name, parts, source, parts - 1);
        List<String> bounds = new ArrayList<>();
        try (Statement ask = connection.createStatement();
                ResultSet rows = ask.executeQuery(sql)) {
            while (rows.next()) {
                bounds.add("CAST(" + Dialect.POSTGRES.literal(rows.getString(1)) + " AS " + type + ")");
            }
        }
        return bounds;
    }

    /** Empty when the column is not read. */
    private String type(String column) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet none = ask.executeQuery("SELECT * FROM " + source + " LIMIT 0")) {
            for (int at = 1; at <= none.getMetaData().getColumnCount(); at++) {
                if (none.getMetaData().getColumnName(at).equals(column)) {
                    // A serial column is an integer with a default.
                    return switch (none.getMetaData().getColumnTypeName(at)) {
                        case "smallserial" -> "int2";
                        case "serial" -> "int4";
                        case "bigserial" -> "int8";
                        default -> none.getMetaData().getColumnTypeName(at);
                    };
                }
            }
            return "";
        }
    }
}
