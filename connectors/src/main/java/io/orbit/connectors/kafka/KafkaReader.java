package io.orbit.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Plans the read of a range of a topic; Spark's Kafka source does it. */
public final class KafkaReader {
    private KafkaReader() {}

    /**
     * @throws OrbitException ACCESS_DENIED, SOURCE_NOT_FOUND, SOURCE_UNREACHABLE, INPUT_MISSING, PARAMETER_INVALID
     * @throws Exception when the range cannot be pinned
     */
    public static Dataset<Row> read(StepScope scope, KafkaExtract with) throws Exception {
        String topic = with.topic();
        KafkaCluster cluster = KafkaCluster.of(scope, with.connection(), topic, false);
        Decoding decoding = Decoding.of(with);
        JsonNode range;
        try {
            range = scope.pinned("offsets", () -> Offsets.resolve(cluster, with));
            Offsets.check(cluster, range);
        } catch (ExecutionException | KafkaException e) {
            throw cluster.failure(e);
        }
        scope.info("reads %s of topic %s".formatted(range, topic));
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("topic", topic);
        result.set("offsets", range);
        scope.result(result);
        return decoding.decode(scope, records(scope, cluster, topic, range));
    }

    private static Dataset<Row> records(StepScope scope, KafkaCluster cluster, String topic, JsonNode range) {
        ArrayNode partitions = JsonNodeFactory.instance.arrayNode();
        Offsets.numbers(range.path("from")).keySet().forEach(partitions::add);
        DataFrameReader reader = scope.spark()
                .read()
                .format("kafka")
                // Not subscribe: partitions that the topic gets later are not in the range.
                .option("assign", of(topic, partitions))
                .option("startingOffsets", of(topic, range.path("from")))
                .option("endingOffsets", of(topic, range.path("to")))
                .option("kafka.isolation.level", "read_committed")
                .option("failOnDataLoss", true)
                .option("includeHeaders", true);
        for (Map.Entry<String, String> setting : cluster.config().entrySet()) {
            reader.option("kafka." + setting.getKey(), setting.getValue());
        }
        return reader.load();
    }

    private static String of(String topic, JsonNode value) {
        return JsonNodeFactory.instance.objectNode().set(topic, value).toString();
    }
}
