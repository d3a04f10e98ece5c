package io.orbit.connectors.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of the transforms. */
public final class Shapes {
    private Shapes() {}

    /** Parameters of {@code UserMethods.filter}. */
    public record Filter(
            @Param(
                    value = "Rows stay for which this SQL expression is true; not those for which it is null.",
                    required = true,
                    example = "\"delay > :least\"",
                    sql = true)
            String where,

            @Param(value = "Values of the binds, by name.", example = "{\"least\": 15}")
            Map<String, JsonNode> args) {}

    /** Parameters of {@code UserMethods.select}. */
    public record Select(
            @Param(value = "Columns to keep, in this order; all when left out.", example = "[\"origin\", \"delay\"]")
            List<String> columns,

            @Param("Columns to leave out.") List<String> drop,

            @Param(value = "New names of columns, by their old ones.", example = "{\"iata\": \"origin\"}")
            Map<String, String> rename) {}

    /** Parameters of {@code UserMethods.derive}. */
    public record Derive(
            @Param(
                    value = "SQL expression of each new column, from left to right: a later one may use an earlier"
                            + " one. A name that exists is replaced.",
                    required = true,
                    example = "{\"hours\": \"delay / 60\"}",
                    sql = true)
            Map<String, String> columns,

            @Param("Values of the binds, by name.") Map<String, JsonNode> args) {}

    /** Parameters of {@code UserMethods.cast}. */
    public record Cast(
            @Param(value = "New SQL type of each column.", required = true, example = "{\"delay\": \"int\"}")
            Map<String, String> columns,

            @Param(
                    value = "A value that cannot be cast fails the step, becomes null (null), or becomes null and is"
                            + " kept in 'errorColumn' (mark), where a rule can find it.",
                    defaultsTo = "\"fail\"")
            Reshapes.OnError onError,

            @Param(
                    value = "With mark: takes the values that could not be cast, by column; null when all could.",
                    defaultsTo = "\"cast_errors\"")
            String errorColumn) {}

    /** Parameters of {@code UserMethods.join}. */
    public record Join(
            @Param(value = "Which rows stay.", defaultsTo = "\"inner\"")
            JoinType type,

            @Param("Columns that both inputs have and that must be equal; they appear once. Instead of 'on'.")
            List<String> keys,

            @Param(
                    value = "SQL condition, with 'left' and 'right' for the inputs. Instead of 'keys'.",
                    example = "\"left.origin = right.iata\"",
                    sql = true)
            @Nullable
            String on,

            @Param(
                    value = "What the result holds: names and SQL expressions over 'left' and 'right'; all when left"
                            + " out.",
                    example = "[\"left.*\", \"right.city AS origin_city\"]",
                    sql = true)
            List<String> select,

            @Param(
                    value = "The input that is small enough to be copied to every task, so that the other one need not"
                            + " be sorted.",
                    defaultsTo = "\"auto\"")
            Broadcast broadcast,

            @Param(
                    value = "A row of the left input (with type right: of the right one) that matches several rows"
                            + " appears several times (allow), or fails the step. With 'on', looking for such rows"
                            + " sorts the result.",
                    defaultsTo = "\"allow\"")
            OnMany onMany) {}

    /** What becomes of a row that matches several. */
    public enum OnMany {
        ALLOW,
        FAIL
    }

    /** Which rows of a join stay. */
    public enum JoinType {
        INNER("inner"),
        LEFT("left"),
        RIGHT("right"),
        FULL("full"),
        SEMI("left_semi"),
        ANTI("left_anti");

        final String word;

        JoinType(String word) {
            this.word = word;
        }
    }

    /** Which side of a join is copied. */
    public enum Broadcast {
        AUTO,
        LEFT,
        RIGHT
    }

    /** Parameters of {@code UserMethods.aggregate}. */
    public record Aggregate(
            @Param("Columns that make a group; one group of all rows when left out.")
            List<String> groupBy,

            @Param(
                    value = "SQL aggregate of each new column.",
                    required = true,
                    example = "{\"flights\": \"count(*)\", \"worst\": \"max(delay)\"}",
                    sql = true)
            Map<String, String> measures) {}

    /** Parameters of {@code UserMethods.deduplicate}. */
    public record Deduplicate(
            @Param(value = "Rows with the same values here are the same; all columns when left out.")
            List<String> keys,

            @Param(
                    value = "SQL expression that says which of them stays; several as struct(a, b). Behind it come all"
                            + " other columns, so that a retry keeps the same row.",
                    example = "\"updated_at\"",
                    sql = true)
            @Nullable
            String orderBy,

            @Param(value = "Keep the first or the last in that order.", defaultsTo = "\"last\"")
            Keep keep,

            @Param(
                    value = "When orderBy does not decide between rows of a key: warn that it is non-deterministic,"
                            + " fail the step, or do not look (ignore), which is faster.",
                    defaultsTo = "\"warn\"")
            OnTie onTie) {}

    /** What an order that does not decide means. */
    public enum OnTie {
        WARN,
        FAIL,
        IGNORE
    }

    /** Which of several equal rows stays. */
    public enum Keep {
        FIRST,
        LAST
    }

    /** Parameters of {@code UserMethods.union}. */
    public record Union(
            @Param(value = "Columns belong together by name or by position.", defaultsTo = "\"name\"")
            By by,

            @Param(value = "With 'name': a column that an input lacks is null there.", defaultsTo = "false")
            boolean fillMissing) {}

    /** What makes columns of several inputs the same. */
    public enum By {
        NAME,
        POSITION
    }

    /** Parameters of {@code UserMethods.sql}. */
    public record Sql(
            @Param(
                    value = "One SQL query; each input is a table of its name. Put a name with a hyphen into back"
                            + " quotes.",
                    required = true,
                    example = "\"SELECT origin, count(*) AS flights FROM flights GROUP BY origin\"",
                    sql = true)
            String query,

            @Param("Values of the binds, by name.") Map<String, JsonNode> args) {}

    /** Parameters of {@code UserMethods.pause}. */
    public record Pause(
            @Param(value = "How long, in milliseconds.", required = true, min = 0)
            long durationMs) {}
}
