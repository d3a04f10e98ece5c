package io.orbit.connectors.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the parameters of all reads from SQL databases say. */
public interface SqlRead {
    /** Either this or {@link #query}. */
    @Nullable
    String table();

    @Nullable
    String query();

    /** Empty for all. */
    List<String> columns();

    @Nullable
    String where();

    Map<String, JsonNode> binds();

    @Nullable
    Partition partition();

    @Nullable
    Pin pin();

    /** How a read is split. Each part is a transaction of its own, so the parts are not one snapshot. */
    record Partition(
            @Param(value = "auto splits by ranges of a column, none does not split.", defaultsTo = "\"auto\"")
            Strategy strategy,

            @Param(
                    value = "An integer, numeric, date or timestamp column; without it, the table's primary key"
                            + " when that is one such column.",
                    example = "\"id\"")
            @Nullable
            String column,

            @Param(value = "How many parts, or auto: as many as tasks run at once.", defaultsTo = "\"auto\"")
            JsonNode numPartitions) {}

    /** Whether a read is split. */
    enum Strategy {
        AUTO,
        NONE
    }

    /** An upper bound, inclusive. */
    record Pin(
            @Param(value = "Column that only grows.", required = true, example = "\"updated_at\"")
            String column,

            @Param(value = "The bound.", required = true, example = "\"${run.startedAt}\"")
            JsonNode upper) {}
}
