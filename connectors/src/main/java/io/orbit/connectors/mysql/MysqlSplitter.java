package io.orbit.connectors.mysql;

import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.Ranges;
import io.orbit.connectors.sql.Source;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server for both ends of a column and computes what is between.
 *
 * @param types Spark's type by column, of those that are read
 */
record MysqlSplitter(Connection connection, Source source, Map<String, String> types) implements Ranges.Splitter {
    /** What the column is called among the rows, next to the form in which it is sent. */
    static final String RANGE = "_orbit_range";

    private static final String PRIMARY_KEY =
            "SELECT MIN(column_name) FROM information_schema.statistics WHERE table_schema ="
                    + " COALESCE(?, DATABASE()) AND table_name = ? AND index_name = 'PRIMARY' HAVING COUNT(*) = 1";

    @Override
    public @Nullable String primaryKey(String table) throws SQLException {
        int dot = table.indexOf('.');
        try (PreparedStatement ask = connection.prepareStatement(PRIMARY_KEY)) {
            ask.setString(1, dot < 0 ? null : table.substring(0, dot));
            ask.setString(2, table.substring(dot + 1));
            try (ResultSet row = ask.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    @Override
    public boolean splits(String column) {
        String type = types.getOrDefault(column, "");
        return number(type) || type.equals("date") || type.startsWith("timestamp");
    }

    @Override
    public List<String> bounds(String column, int parts) throws SQLException {
        String type = types.getOrDefault(column, "");
        String name = Dialect.MYSQL.quoted(column);
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(
                        source.select("CAST(MIN(%s) AS CHAR), CAST(MAX(%s) AS CHAR)".formatted(name, name)))) {
            if (!row.next() || row.getString(1) == null) {
                return List.of();
            }
            BigDecimal least = position(type, row.getString(1));
            BigDecimal width = position(type, row.getString(2)).subtract(least);
            List<String> bounds = new ArrayList<>();
            for (int part = 1; part < parts; part++) {
                BigDecimal at = width.multiply(BigDecimal.valueOf(part))
                        .divide(BigDecimal.valueOf(parts), least.scale(), RoundingMode.FLOOR)
                        .add(least);
                String bound = literal(type, at);
                if (!bounds.contains(bound)) {
                    bounds.add(bound);
                }
            }
            return bounds;
        }
    }

    private static boolean number(String type) {
        return type.endsWith("int") || type.startsWith("decimal");
    }

    /** Numbers as they are, days or microseconds else. */
    private static BigDecimal position(String type, String value) {
        if (number(type)) {
            return new BigDecimal(value);
        }
        try {
            return type.equals("date")
                    ? BigDecimal.valueOf(LocalDate.parse(value).toEpochDay())
                    : BigDecimal.valueOf(ChronoUnit.MICROS.between(
                            LocalDate.EPOCH.atStartOfDay(), LocalDateTime.parse(value.replace(' ', 'T'))));
        } catch (DateTimeException e) {
            // 0000-00-00, which is less than all others, so any early bound will do.
            return position(type, type.equals("date") ? "0001-01-01" : "0001-01-01T00:00:00");
        }
    }

    private static String literal(String type, BigDecimal at) {
        if (number(type)) {
            return at.toPlainString();
        }
        if (type.equals("date")) {
            return "DATE '" + LocalDate.ofEpochDay(at.longValueExact()) + "'";
        }
        LocalDateTime time = LocalDate.EPOCH.atStartOfDay().plus(at.longValueExact(), ChronoUnit.MICROS);
        return "TIMESTAMP '" + RowText.TIME.format(time.atOffset(ZoneOffset.UTC)) + "'";
    }
}
