package io.orbit.connectors.mysql;

import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.connectors.sql.Target;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server's catalog knows of tables, and the tables of our own. Each statement here commits by itself. */
final class Tables {
    private static final String FIND =
            "SELECT table_schema, table_name, engine, @@lower_case_table_names FROM information_schema.tables WHERE"
                    + " table_schema = COALESCE(?, DATABASE()) AND table_name = ?";
    private static final String COLUMNS = "SELECT column_name, column_type, character_set_name, collation_name FROM"
            + " information_schema.columns WHERE table_schema = ? AND table_name = ? AND COALESCE(generation_expression,"
            + " '') = '' ORDER BY ordinal_position";
    private static final String STARTING =
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND LEFT(table_name, ?) = ?";

    private Tables() {}

    /** @throws OrbitException PARAMETER_INVALID when a transaction cannot hold the table */
    static @Nullable Target find(Connection connection, @Nullable String schema, String name) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(FIND)) {
            ask.setString(1, schema);
            ask.setString(2, name);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    // The catalog finds Orders for orders, where those may be two tables.
                    if (row.getString(2).equals(name) || row.getInt(4) != 0) {
                        transactional(row.getString(2), row.getString(3));
                        return new Target(
                                row.getString(1),
                                row.getString(2),
                                types(connection, row.getString(1), row.getString(2)));
                    }
                }
                return null;
            }
        }
    }

    private static void transactional(String name, @Nullable String engine) {
        if (!"InnoDB".equalsIgnoreCase(engine)) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "table '%s' %s, which knows no transactions: a failed load would leave a part of its rows, and a retry would put them in twice. Load an InnoDB table, or convert it (ALTER TABLE … ENGINE = InnoDB)."
                            .formatted(name, engine == null ? "is a view" : "has the engine " + engine));
        }
    }

    private static Map<String, String> types(Connection connection, String schema, String name) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        try (PreparedStatement ask = connection.prepareStatement(COLUMNS)) {
            ask.setString(1, schema);
            ask.setString(2, name);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    String charset = row.getString(3);
                    String text =
                            charset == null ? "" : " CHARACTER SET %s COLLATE %s".formatted(charset, row.getString(4));
                    types.put(row.getString(1), row.getString(2) + text + " NULL");
                }
            }
        }
        return types;
    }

    /** Columns of a table for rows on their way. It has a key, which some servers ask of every table. */
    static String definitions(LoadJob job) {
        return "(_orbit_row bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, "
                + job.target().definitions(Dialect.MYSQL, job.columns()) + ") ENGINE = InnoDB";
    }

    /** Names of tables beside the target. */
    static List<String> starting(LoadJob job, Connection connection, String prefix) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement ask = connection.prepareStatement(STARTING)) {
            ask.setString(1, job.target().schema());
            ask.setInt(2, prefix.length());
            ask.setString(3, prefix);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
        }
        return found;
    }

    static void drop(LoadJob job, Connection connection, String name) throws SQLException {
        execute(connection, "DROP TABLE IF EXISTS " + sql(job, name));
    }

    /** As SQL, beside the target. */
    static String sql(LoadJob job, String name) {
        return Dialect.MYSQL.table(job.target().schema(), name);
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
