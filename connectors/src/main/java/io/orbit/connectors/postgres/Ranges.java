package io.orbit.connectors.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conditions that split a source into ranges of one column, of equal width between its least and greatest value. */
final class Ranges {
    private static final int MOST = 1000;

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

    private Ranges() {}

    /**
     * @param source as it may stand after FROM
     * @param parallel how many tasks run at once
     * @return one condition per part; none when the source is not to be split
     */
    static List<String> of(Connection connection, PostgresExtract with, String source, int parallel)
            throws SQLException {
        PostgresExtract.Partition wanted = with.partition();
        if (wanted == null || wanted.strategy() == PostgresExtract.Strategy.NONE) {
            return List.of();
        }
        int parts = parts(wanted.numPartitions(), parallel);
        String column = wanted.column() != null ? wanted.column() : primaryKey(connection, with);
        String type = column == null ? null : type(connection, source, column);
        if (column == null || type == null || !BOUND.containsKey(type)) {
            if (wanted.column() != null) {
                throw new OrbitException(
                        ErrorCode.PARAMETER_INVALID,
                        "partition.column '%s' must be read and of an integer, numeric, date or timestamp type."
                                .formatted(wanted.column()));
            }
            return List.of();
        }
        return conditions(SqlNames.quoted(column), type, bounds(connection, source, column, type, parts));
    }

    private static int parts(JsonNode wanted, int parallel) {
        if (wanted.asText().equals("auto")) {
            return parallel;
        }
        if (!wanted.canConvertToInt() || wanted.intValue() < 1 || wanted.intValue() > MOST) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID, "partition.numPartitions must be 'auto' or from 1 to " + MOST + ".");
        }
        return wanted.intValue();
    }

    private static @Nullable String primaryKey(Connection connection, PostgresExtract with) throws SQLException {
        if (with.table() == null) {
            return null;
        }
        try (PreparedStatement ask = connection.prepareStatement(PRIMARY_KEY)) {
            ask.setString(1, SqlNames.table(with.table()));
            try (ResultSet row = ask.executeQuery()) {
                String column = row.next() ? row.getString(1) : null;
                boolean read = with.columns().isEmpty() || with.columns().contains(column);
                return read ? column : null;
            }
        }
    }

    private static @Nullable String type(Connection connection, String source, String column) throws SQLException {
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
            return null;
        }
    }

    private static List<String> bounds(Connection connection, String source, String column, String type, int parts)
            throws SQLException {
        String name = SqlNames.quoted(column);
        String sql = ("SELECT bound::text FROM (SELECT DISTINCT %s AS bound FROM (SELECT min(%s) AS lo, max(%s) AS hi,"
                        + " %d AS n FROM %s) AS ends, generate_series(1, %d) AS i) AS bounds WHERE bound IS NOT NULL ORDER"
                        + " BY bounds.bound")
                .formatted(BOUND.get(type), name, name, parts, source, parts - 1);
        List<String> bounds = new ArrayList<>();
        try (Statement ask = connection.createStatement();
                ResultSet rows = ask.executeQuery(sql)) {
            while (rows.next()) {
                bounds.add(rows.getString(1));
            }
        }
        return bounds;
    }

    private static List<String> conditions(String name, String type, List<String> bounds) {
        if (bounds.isEmpty()) {
            return List.of();
        }
        List<String> conditions = new ArrayList<>();
        for (int part = 0; part <= bounds.size(); part++) {
            String from = part == 0 ? "" : name + " >= " + value(bounds.get(part - 1), type);
            String to = part == bounds.size() ? "" : name + " < " + value(bounds.get(part), type);
            conditions.add(
                    part == 0 ? "(" + to + " OR " + name + " IS NULL)" : to.isEmpty() ? from : from + " AND " + to);
        }
        return conditions;
    }

    private static String value(String text, String type) {
        return "CAST(" + SqlNames.literal(text) + " AS " + type + ")";
    }
}
