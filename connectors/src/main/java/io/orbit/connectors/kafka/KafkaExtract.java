package io.orbit.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code ExtractMethods.kafka}. */
public record KafkaExtract(
        @Param(value = "Name of a connection of type kafka.", required = true, example = "\"kafka\"")
        String connection,

        @Param(value = "Topic to read.", required = true, example = "\"orders.v1\"")
        String topic,

        @Param(
                value = "What a record's value is: json and avro give the columns of 'schema', string and bytes one"
                        + " column 'value'.",
                defaultsTo = "\"string\"")
        Format format,

        @Param(
                value = "For json: columns with their SQL types. For avro: the Avro schema of a record, without a"
                        + " registry's header.",
                example = "{\"id\":\"bigint\",\"status\":\"string\"}")
        @Nullable
        JsonNode schema,

        @Param(
                value = "Where to begin: earliest, latest, {\"timestamp\":\"2024-01-01T00:00:00Z\"} or"
                        + " {\"offsets\":{\"0\":42}}; partitions that are not named begin at the earliest record.",
                defaultsTo = "\"earliest\"")
        JsonNode from,

        @Param(
                value = "Where to end, in the same words, not included. It is looked up once per run: later attempts"
                        + " read the same records.",
                defaultsTo = "\"latest\"")
        JsonNode to,

        @Param("What else of a record becomes a column of that name.")
        List<Metadata> metadata,

        @Param(
                value = "A record whose value does not fit: fail the step, drop it, or put it into a folder of Parquet"
                        + " files (quarantine).",
                defaultsTo = "\"fail\"")
        BadValues onDecodeError,

        @Param(value = "Folder for onDecodeError quarantine.", example = "\"quarantine/orders\"") @Nullable
        String quarantine) {

    /** What a value is. */
    public enum Format {
        JSON,
        AVRO,
        STRING,
        BYTES
    }

    /** What a record has besides its value. */
    public enum Metadata {
        KEY,
        TOPIC,
        PARTITION,
        OFFSET,
        TIMESTAMP,
        HEADERS
    }

    /** What to do with a value that cannot be decoded. */
    public enum BadValues {
        FAIL,
        DROP,
        QUARANTINE
    }
}
