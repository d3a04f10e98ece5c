package io.orbit.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code LoadMethods.kafka}. */
public record KafkaLoad(
        @Param(value = "Name of a connection of type kafka.", required = true, example = "\"kafka\"")
        String connection,

        @Param(value = "Topic to produce to; it must exist.", required = true, example = "\"orders.v1\"")
        String topic,

        @Param(
                value = "Column that becomes the records' key, as text; records have none without it.",
                example = "\"order_id\"")
        @Nullable
        String key,

        @Param(
                value = "What a record's value is: json and avro hold all columns, string holds the column 'value'.",
                defaultsTo = "\"json\"")
        Format format,

        @Param("For avro: the schema of a record; without it, one that follows from the columns.") @Nullable
        JsonNode schema,

        @Param(
                value = "Producers that write at once, each in a transaction of its own. With 1 all records become"
                        + " visible together.",
                defaultsTo = "1",
                min = 1)
        int writers,

        @Param(
                value = "Longest time that one writer's transaction may take; at most the brokers'"
                        + " transaction.max.timeout.ms.",
                defaultsTo = "900",
                min = 1)
        int transactionTimeoutSec,

        @Param(
                value = "Compacted topic that remembers which loads are committed; made when it does not exist.",
                defaultsTo = "\"orbit.sink-ledger\"")
        String ledgerTopic) {

    /** What a value is. */
    public enum Format {
        JSON,
        AVRO,
        STRING
    }
}
