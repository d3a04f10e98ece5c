package io.orbit.connectors.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of the transforms that give rows other columns. */
public final class Reshapes {
    private Reshapes() {}

    /** Parameters of {@code UserMethods.parse}. */
    public record Parse(
            @Param(value = "Column that holds the payload.", required = true, example = "\"body\"")
            String column,

            @Param(value = "What the payload is.", required = true, example = "\"json\"")
            Format format,

            @Param(
                    value = "For json and csv: the fields with their SQL types, for csv in the order of the text. For"
                            + " avro: the Avro schema of the record, without a registry's header.",
                    required = true,
                    example = "{\"order_id\": \"bigint\", \"amount\": \"decimal(10,2)\"}")
            JsonNode schema,

            @Param(
                    value = "Column that takes all fields as one struct. When left out, each field becomes a column.",
                    example = "\"order\"")
            @Nullable
            String into,

            @Param(value = "With csv: what stands between two fields.", defaultsTo = "\",\"")
            String delimiter,

            @Param(value = "The payload's column stays beside what was read from it.", defaultsTo = "false")
            boolean keep,

            @Param(
                    value = "A payload that cannot be read fails the step, gives nulls (null), or gives nulls and is"
                            + " kept in 'errorColumn' (mark), where a rule can find it. A null is no payload, and never"
                            + " bad.",
                    defaultsTo = "\"fail\"")
            OnError onError,

            @Param(
                    value = "With mark: takes the payload of a row that could not be read, bytes as base64; null in"
                            + " the others.",
                    defaultsTo = "\"parse_error\"")
            String errorColumn) {}

    /** What a payload is. */
    public enum Format {
        JSON,
        AVRO,
        CSV
    }

    /** What becomes of a value that does not fit. */
    public enum OnError {
        FAIL,
        NULL,
        MARK
    }

    /** Parameters of {@code UserMethods.flatten}. */
    public record Flatten(
            @Param(
                    value = "Structs to take apart, with the structs in them; all when left out.",
                    example = "[\"customer\"]")
            List<String> columns,

            @Param(
                    value = "Arrays that become rows: one for each item. A struct in it is taken apart too. Name an"
                            + " array inside a struct as it is called once that is flat. Two arrays give a row for each"
                            + " pair of their items.",
                    example = "[\"lines\"]")
            List<String> explode,

            @Param(value = "Between the name of a struct and that of its field.", defaultsTo = "\"_\"")
            String separator,

            @Param(value = "A row whose array is null or empty stays, with a null.", defaultsTo = "true")
            boolean outer) {}

    /** Parameters of {@code UserMethods.pivot}. */
    public record Pivot(
            @Param(value = "Columns that make a row.", required = true, example = "[\"origin\"]")
            List<String> groupBy,

            @Param(value = "Column whose values become columns.", required = true, example = "\"status\"")
            String column,

            @Param(
                    value = "Those values, in the order of the columns. Rows with another value count in none, so that"
                            + " the columns never depend on the data.",
                    required = true,
                    example = "[\"NEW\", \"PAID\"]")
            List<JsonNode> values,

            @Param(
                    value = "SQL aggregates by name. With one, a column is called like its value; with several,"
                            + " value_name.",
                    required = true,
                    example = "{\"orders\": \"count(*)\"}",
                    sql = true)
            Map<String, String> measures) {}

    /** Parameters of {@code UserMethods.unpivot}. */
    public record Unpivot(
            @Param(
                    value = "Columns that become rows; their types must have one in common.",
                    required = true,
                    example = "[\"jan\", \"feb\", \"mar\"]")
            List<String> columns,

            @Param(value = "Columns that every row keeps; all others when left out.", example = "[\"origin\"]")
            List<String> keep,

            @Param(value = "Column that takes the old column's name.", defaultsTo = "\"name\"")
            String nameColumn,

            @Param(value = "Column that takes its value.", defaultsTo = "\"value\"")
            String valueColumn,

            @Param(value = "A null value gives no row.", defaultsTo = "false")
            boolean dropNulls) {}
}
