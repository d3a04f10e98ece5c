package io.orbit.connectors.sql;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The table that is loaded.
 *
 * @param types the server's types by column name, in the table's order
 */
public record Target(String schema, String name, Map<String, String> types) implements Serializable {
    public Target {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }

    /**
     * Finds the table, or makes it when the step says so.
     *
     * @throws OrbitException SOURCE_NOT_FOUND, SCHEMA_MISMATCH, PARAMETER_INVALID
     */
    static Target of(Sink sink, Connection connection, SqlLoad with, StructType rows) throws SQLException {
        Target found = find(sink, connection, with.table());
        if (found == null && with.createTable()) {
            create(sink, connection, with, rows);
            found = find(sink, connection, with.table());
        }
        if (found == null) {
            throw new OrbitException(
                    ErrorCode.SOURCE_NOT_FOUND,
                    "%s has no table '%s'. Correct 'table', or say 'createTable': true.".formatted(sink, with.table()));
        }
        return found;
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
    public String definitions(Dialect dialect, List<String> columns) {
        StringJoiner definitions = new StringJoiner(", ");
        columns.forEach(column -> definitions.add(dialect.quoted(column) + " " + types.get(column)));
        return definitions.toString();
    }

    private static @Nullable Target find(Sink sink, Connection connection, String table) throws SQLException {
        // Refuses what is no name.
        sink.dialect().table(table);
        int dot = table.indexOf('.');
        return dot < 0
                ? sink.find(connection, null, table)
                : sink.find(connection, table.substring(0, dot), table.substring(dot + 1));
    }

    private static void create(Sink sink, Connection connection, SqlLoad with, StructType rows) throws SQLException {
        Dialect dialect = sink.dialect();
        StringJoiner columns = new StringJoiner(", ", "(", ")");
        for (StructField field : rows.fields()) {
            columns.add(dialect.quoted(field.name()) + " "
                    + sink.sqlType(field, with.keys().contains(field.name())));
        }
        if (!with.keys().isEmpty()) {
            columns.add("PRIMARY KEY (" + dialect.list(with.keys()) + ")");
        }
        sink.create(connection, "CREATE TABLE IF NOT EXISTS " + dialect.table(with.table()) + " " + columns);
    }
}
