package io.orbit.connectors.mysql;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import io.orbit.connectors.sql.SqlRead;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code ExtractMethods.mysql}. */
public record MysqlExtract(
        @Param(value = "Name of a connection of type mysql.", required = true, example = "\"crm\"")
        String connection,

        @Param(
                value = "Table to read, table or database.table, in the spelling of the catalog. Either this or"
                        + " 'query'.",
                example = "\"crm.customers\"")
        @Nullable
        String table,

        @Param(
                value = "One SELECT to read. Either this or 'table'. Values only through binds, :name.",
                sql = true,
                example = "\"SELECT id, name FROM customers WHERE region = :region\"")
        @Nullable
        String query,

        @Param("Columns to read; all when empty.") List<String> columns,

        @Param(
                value = "Condition in MySQL's SQL; values only through binds, :name. Times are in UTC.",
                sql = true,
                example = "\"updated_at >= :day\"")
        @Nullable
        String where,

        @Param(
                value = "Values of the binds. Text that looks like a date or timestamp is taken as one;"
                        + " {\"type\":\"text\",\"value\":…} says the type; a list serves IN :ids.",
                example = "{\"day\":\"${params.day}\"}")
        Map<String, JsonNode> binds,

        @Param("How to read with several connections at once; without it one connection reads all.") @Nullable
        Partition partition,

        @Param(value = "Rows fetched at a time; the result is never held as a whole.", defaultsTo = "10000", min = 1)
        int fetchSize,

        @Param("Read only rows up to a bound that stays the same in all attempts of a run.") @Nullable
        Pin pin,

        @Param(
                value = "What a date of 0000-00-00 becomes: fail refuses the row, null makes it null.",
                defaultsTo = "\"fail\"")
        ZeroDates zeroDates,

        @Param(
                value = "Read TINYINT(1) as true and false; a row with another number than 0 and 1 is refused.",
                defaultsTo = "false")
        boolean tinyInt1isBit)
        implements SqlRead {

    /** What becomes of dates that are none. */
    public enum ZeroDates {
        FAIL,
        NULL
    }
}
