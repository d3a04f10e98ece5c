package io.orbit.connectors.sql;

import io.orbit.connectors.method.Param;
import java.util.List;

/** Parameters of a load into a table of a SQL database. */
public record SqlLoad(
        @Param(value = "Name of a connection of the server's type.", required = true, example = "\"mart\"")
        String connection,

        @Param(
                value = "Table to load, table or schema.table, in the spelling of the catalog.",
                required = true,
                example = "\"mart.orders\"")
        String table,

        @Param(
                value = "append adds rows; upsert updates the rows that have the same keys and adds the others;"
                        + " replace puts the rows in the place of all that the table holds.",
                defaultsTo = "\"append\"")
        Mode mode,

        @Param(value = "Columns with a unique index or primary key, for upsert.", example = "[\"order_id\"]")
        List<String> keys,

        @Param(value = "Make the table when it does not exist; 'keys' become its primary key.", defaultsTo = "false")
        boolean createTable,

        @Param(
                value = "Connections that write at once. With 1 the rows are copied straight into the table; with more"
                        + " they go through tables of their own first.",
                defaultsTo = "2",
                min = 1)
        int writers) {

    /** What becomes of rows that the table holds already. */
    public enum Mode {
        APPEND,
        UPSERT,
        REPLACE
    }
}
