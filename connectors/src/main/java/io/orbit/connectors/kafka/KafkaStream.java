package io.orbit.connectors.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.method.StreamSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamReader;

/** Reads a topic as a stream: its committed records, and those of partitions that it gets later. */
public final class KafkaStream implements StreamSource<KafkaExtract> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String identity(KafkaExtract with) {
        return "topic '%s' of connection '%s'".formatted(with.topic(), with.connection());
    }

    @Override
    public Dataset<Row> open(StepScope scope, KafkaExtract with, boolean fresh, long most) throws Exception {
        KafkaCluster cluster = KafkaCluster.of(scope, with.connection(), with.topic(), false);
        // A schema that is none is noticed now, and not by the first batch.
        Decoding.of(with);
        DataStreamReader reader = scope.spark()
                .readStream()
                .format("kafka")
                .option("subscribe", with.topic())
                .option("startingOffsets", from(cluster, with, fresh))
                .option("kafka.isolation.level", "read_committed")
                .option("failOnDataLoss", true)
                .option("includeHeaders", true);
        if (most > 0) {
            reader.option("maxOffsetsPerTrigger", most);
        }
        cluster.config().forEach((name, value) -> reader.option("kafka." + name, value));
        return reader.load();
    }

    @Override
    public Dataset<Row> rows(StepScope scope, KafkaExtract with, Dataset<Row> raw) throws Exception {
        return Decoding.of(with).decode(scope, raw);
    }

    @Override
    public String eventTime() {
        return "timestamp";
    }

    @Override
    public long lag(StepScope scope, KafkaExtract with, String read) throws Exception {
        KafkaCluster cluster = KafkaCluster.of(scope, with.connection(), with.topic(), false);
        JsonNode ours = parsed(read).path(with.topic());
        long lag = 0;
        try (Admin admin = cluster.admin()) {
            for (Map.Entry<Integer, Long> end :
                    Offsets.ends(admin, with.topic()).entrySet()) {
                long at = ours.path(end.getKey().toString()).asLong(end.getValue());
                lag += Math.max(0, end.getValue() - at);
            }
        }
        return lag;
    }

    /** Where a stream begins; the topic is looked at in any case, as it says what is wrong better than Spark does. */
    private static String from(KafkaCluster cluster, KafkaExtract with, boolean fresh)
            throws ExecutionException, InterruptedException {
        try {
            if (fresh) {
                JsonNode from = Offsets.resolve(cluster, with).path("from");
                return JsonNodeFactory.instance
                        .objectNode()
                        .set(with.topic(), from)
                        .toString();
            }
            try (Admin admin = cluster.admin()) {
                KafkaCluster.partitions(admin, with.topic());
            }
            return "earliest";
        } catch (ExecutionException | KafkaException e) {
            throw cluster.failure(e);
        }
    }

    private static JsonNode parsed(String offsets) {
        try {
            return JSON.readTree(offsets);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Spark's offsets are not JSON: " + offsets, e);
        }
    }
}
