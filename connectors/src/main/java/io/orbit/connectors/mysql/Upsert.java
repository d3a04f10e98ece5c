package io.orbit.connectors.mysql;

import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * INSERT … ON DUPLICATE KEY UPDATE that touches no row but the one with the same keys. By itself the statement takes any
 * unique index for the key, and updates a row twice when two new ones are alike; both are looked for before.
 */
final class Upsert {
    private static final String INDEXES = "SELECT s.index_name, s.column_name, s.sub_part IS NOT NULL, c.extra FROM"
            + " information_schema.statistics s LEFT JOIN information_schema.columns c ON c.table_schema = s.table_schema"
            + " AND c.table_name = s.table_name AND c.column_name = s.column_name WHERE s.table_schema = ? AND"
            + " s.table_name = ? AND s.non_unique = 0 ORDER BY s.index_name, s.seq_in_index";

    private final Connection connection;
    private final LoadJob job;

    /** What the rows come from, as it may stand after FROM, with a name. */
    private final String from;

    private Upsert(Connection connection, LoadJob job, String from) {
        this.connection = connection;
        this.job = job;
        this.from = from;
    }

    /**
     * @param select of all columns of the rows
     * @return how many rows there were
     * @throws OrbitException PARAMETER_INVALID, BAD_ROW
     */
    static long into(LoadJob job, Connection connection, String select) throws SQLException {
        return new Upsert(connection, job, "(" + select + ") AS orbit_new").run();
    }

    private long run() throws SQLException {
        Map<String, List<String>> indexes = indexes();
        boolean keyed =
                indexes.values().stream().anyMatch(columns -> new HashSet<>(columns).equals(new HashSet<>(job.keys())));
        if (!keyed) {
            throw invalid("the columns in 'keys' need a unique index or primary key over exactly them.");
        }
        if (any("SELECT 1 FROM " + from + notNull(job.keys()) + twice(job.keys()))) {
            throw new OrbitException(
                    ErrorCode.BAD_ROW, "several rows have the same keys. Put UserMethods.deduplicate before the load.");
        }
        for (Map.Entry<String, List<String>> index : indexes.entrySet()) {
            if (!new HashSet<>(index.getValue()).equals(new HashSet<>(job.keys()))) {
                check(index.getKey(), index.getValue());
            }
        }
        long rows = RowWriter.number(connection, "SELECT COUNT(*) FROM " + from);
        // With nothing to update a key is set to itself, so that the row counts as there all the same.
        List<String> set = job.others().isEmpty() ? List.of(job.keys().get(0)) : job.others();
        String update = set.stream()
                .map(Dialect.MYSQL::quoted)
                .map(column -> column + " = orbit_new." + column)
                .collect(Collectors.joining(", "));
        try (Statement insert = connection.createStatement()) {
            insert.executeLargeUpdate("INSERT INTO %s (%s) SELECT %s FROM %s ON DUPLICATE KEY UPDATE %s"
                    .formatted(job.targetSql(), job.columnList(), job.columnList(), from, update));
        }
        return rows;
    }

    /** That no row meets another one in an index that is not that of the keys. */
    private void check(String index, List<String> columns) throws SQLException {
        String same = columns.stream()
                .map(Dialect.MYSQL::quoted)
                .map(column -> "orbit_old." + column + " = orbit_new." + column)
                .collect(Collectors.joining(" AND "));
        String sameKeys = job.keys().stream()
                .map(Dialect.MYSQL::quoted)
                .map(column -> "orbit_old." + column + " <=> orbit_new." + column)
                .collect(Collectors.joining(" AND "));
        if (any("SELECT 1 FROM " + from + notNull(columns) + twice(columns))
                || any("SELECT 1 FROM %s JOIN %s AS orbit_old ON %s WHERE NOT (%s) LIMIT 1"
                        .formatted(from, job.targetSql(), same, sameKeys))) {
            throw new OrbitException(
                    ErrorCode.BAD_ROW,
                    "a row has other keys than the one it meets in the unique index '%s' of %s. Correct the data, or filter such rows out."
                            .formatted(index, job.targetSql()));
        }
    }

    /** Columns by index; without those in which no new row can meet an old one. */
    private Map<String, List<String>> indexes() throws SQLException {
        Map<String, List<String>> indexes = new LinkedHashMap<>();
        Map<String, String> unknown = new LinkedHashMap<>();
        List<String> generated = new ArrayList<>();
        try (PreparedStatement ask = connection.prepareStatement(INDEXES)) {
            ask.setString(1, job.target().schema());
            ask.setString(2, job.target().name());
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    String index = row.getString(1);
                    String column = String.valueOf(row.getString(2));
                    indexes.computeIfAbsent(index, name -> new ArrayList<>()).add(column);
                    boolean loaded = job.columns().contains(column);
                    if (!loaded && String.valueOf(row.getString(4)).contains("auto_increment")) {
                        generated.add(index);
                    } else if (!loaded || row.getBoolean(3)) {
                        unknown.put(index, column);
                    }
                }
            }
        }
        generated.forEach(index -> {
            indexes.remove(index);
            unknown.remove(index);
        });
        unknown.forEach((index, column) -> {
            throw invalid(
                    "the unique index '%s' is over '%s', which is not among the rows or not as a whole; a row could change another one by it. Load by 'append' or 'replace', or drop the index."
                            .formatted(index, column));
        });
        return indexes;
    }

    private static String notNull(List<String> columns) {
        return " WHERE "
                + columns.stream()
                        .map(column -> Dialect.MYSQL.quoted(column) + " IS NOT NULL")
                        .collect(Collectors.joining(" AND "));
    }

    private static String twice(List<String> columns) {
        return " GROUP BY " + Dialect.MYSQL.list(columns) + " HAVING COUNT(*) > 1 LIMIT 1";
    }

    private boolean any(String sql) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(sql)) {
            return row.next();
        }
    }

    private OrbitException invalid(String why) {
        return new OrbitException(
                ErrorCode.PARAMETER_INVALID, "%s cannot be upserted: %s".formatted(job.targetSql(), why));
    }
}
