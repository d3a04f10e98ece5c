package io.orbit.connectors.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import io.orbit.connectors.sql.SqlRead;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code ExtractMethods.postgres}. */
public record PostgresExtract(
        @Param(value = "Name of a connection of type postgres.", required = true, example = "\"pg\"")
        String connection,

        @Param(
                value = "Table to read, table or schema.table, in the spelling of the catalog. Either this or 'query'.",
                example = "\"public.orders\"")
        @Nullable
        String table,

        @Param(
                value = "One SELECT to read. Either this or 'table'. Values only through binds, :name.",
                sql = true,
                example = "\"SELECT id, amount FROM orders WHERE region = :region\"")
        @Nullable
        String query,

        @Param("Columns to read; all when empty.") List<String> columns,

        @Param(
                value = "Condition in PostgreSQL's SQL; values only through binds, :name.",
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

        @Param(value = "Rows fetched at a time.", defaultsTo = "10000", min = 1)
        int fetchSize,

        @Param("Read only rows up to a bound that stays the same in all attempts of a run.") @Nullable
        Pin pin,

        @Param(value = "Read in transactions that cannot write.", defaultsTo = "true")
        boolean readOnly)
        implements SqlRead {}
