package io.orbit.connectors.postgres;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.StringJoiner;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The table that is loaded.
 *
 * @param types the server's types by column name, in the table's order
 */
record Target(String schema, String name, LinkedHashMap<String, String> types) implements Serializable {
    private static final String FIND = "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid ="
            + " c.relnamespace WHERE c.oid = to_regclass(?)";
    private static final String COLUMNS = "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE"
            + " attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

    /**
     * Finds the table, or makes it when the step says so.
     *
     * @throws OrbitException SOURCE_NOT_FOUND, SCHEMA_MISMATCH, PARAMETER_INVALID
     */
    static Target of(PostgresServer server, Connection connection, PostgresLoad with, StructType rows)
            throws SQLException {
        String sql = SqlNames.table(with.table());
        Target found = find(connection, sql);
        if (found == null && with.createTable()) {
            create(connection, sql, with.keys(), rows);
            found = find(connection, sql);
        }
        if (found == null) {
            throw new OrbitException(
                    ErrorCode.SOURCE_NOT_FOUND,
                    "%s has no table '%s'. Correct 'table', or say 'createTable': true."
                            .formatted(server, with.table()));
        }
        return found;
    }

    /** Quoted, with its schema. */
    String sql() {
        return SqlNames.quoted(schema) + "." + SqlNames.quoted(name);
    }

    /**
     * The table's column for a column of the rows: the one of that name, else the only one that differs in case.
     *
     * @return null when there is none
     */
    @Nullable
    String column(String ofRows) {
        if (types.containsKey(ofRows)) {
            return ofRows;
        }
        List<String> alike =
                types.keySet().stream().filter(ofRows::equalsIgnoreCase).toList();
        return alike.size() == 1 ? alike.get(0) : null;
    }

    /** Column definitions of a table that takes the same values, for rows on their way. */
    String definitions(List<String> columns) {
        StringJoiner definitions = new StringJoiner(", ");
        columns.forEach(column -> definitions.add(SqlNames.quoted(column) + " " + types.get(column)));
        return definitions.toString();
    }

    private static @Nullable Target find(Connection connection, String sql) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(FIND)) {
            ask.setString(1, sql);
            try (ResultSet row = ask.executeQuery()) {
                return row.next() ? new Target(row.getString(1), row.getString(2), types(connection, sql)) : null;
            }
        }
    }

    private static LinkedHashMap<String, String> types(Connection connection, String sql) throws SQLException {
        LinkedHashMap<String, String> types = new LinkedHashMap<>();
        try (PreparedStatement ask = connection.prepareStatement(COLUMNS)) {
            ask.setString(1, sql);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    types.put(row.getString(1), row.getString(2));
                }
            }
        }
        return types;
    }

    private static void create(Connection connection, String sql, List<String> keys, StructType rows)
            throws SQLException {
        StringJoiner columns = new StringJoiner(", ", "(", ")");
        for (StructField field : rows.fields()) {
            columns.add(SqlNames.quoted(field.name()) + " " + Columns.sqlType(field));
        }
        if (!keys.isEmpty()) {
            columns.add("PRIMARY KEY (" + SqlNames.list(keys) + ")");
        }
        Ddl.alone(connection, "CREATE TABLE IF NOT EXISTS " + sql + " " + columns);
    }
}
