package io.orbit.connectors.kafka;

import static org.apache.spark.sql.avro.functions.to_avro;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.transform.SqlText;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Produces rows to a topic, once per run and step whatever is retried. The rows come in a fixed number of parts, and
 * which part a row is in follows from the row alone; each part is one transaction with its marker in the
 * {@link SinkLedger}.
 */
public final class KafkaLoader {
    private final StepScope scope;
    private final KafkaLoad with;
    private final KafkaCluster cluster;

    private KafkaLoader(StepScope scope, KafkaLoad with) {
        this.scope = scope;
        this.with = with;
        this.cluster = KafkaCluster.of(scope, with.connection(), with.topic(), true);
    }

    /**
     * @throws OrbitException ACCESS_DENIED, SOURCE_NOT_FOUND, SINK_UNREACHABLE, SINK_CONFLICT, SINK_FENCED, BAD_ROW,
     *     SCHEMA_MISMATCH, PARAMETER_INVALID
     * @throws InterruptedException when the attempt is cancelled
     */
    public static LoadReceipt load(StepScope scope, KafkaLoad with, Dataset<Row> rows) throws InterruptedException {
        KafkaCluster.check(with.ledgerTopic());
        KafkaLoader loader = new KafkaLoader(scope, with);
        try {
            return loader.load(rows);
        } catch (ExecutionException | KafkaException e) {
            throw loader.cluster.failure(e);
        }
    }

    private LoadReceipt load(Dataset<Row> rows) throws ExecutionException, InterruptedException {
        Dataset<Row> records = records(rows);
        SinkLedger ledger;
        try (Admin admin = cluster.admin()) {
            int partitions = KafkaCluster.partitions(admin, with.topic()).size();
            scope.info("produces to %s, which has %d partition(s)".formatted(cluster, partitions));
            ledger = SinkLedger.open(cluster, admin, with.ledgerTopic(), scope.key());
        }
        SinkLedger.Seen seen = ledger.look();
        if (seen.committed().size() == with.writers()) {
            return receipt(seen.committed().values(), true);
        }
        if (seen.fence() > scope.fence()) {
            throw new OrbitException(
                    ErrorCode.SINK_FENCED,
                    "a newer attempt (fence %d) has taken over the load of topic '%s'; this one has fence %d."
                            .formatted(seen.fence(), with.topic(), scope.fence()));
        }
        ledger.claim(scope.fence());
        Delivery delivery = new Delivery(
                cluster,
                scope.key(),
                scope.fence(),
                ledger.place(),
                with.writers(),
                Math.multiplyExact(with.transactionTimeoutSec(), 1000),
                seen.until(),
                Map.copyOf(seen.committed()));
        List<String> parts = parts(records)
                .mapPartitions(new ProduceTask(delivery), Encoders.STRING())
                .collectAsList();
        boolean replayed = !parts.isEmpty() && parts.stream().allMatch(part -> part.endsWith(" true"));
        return receipt(parts.stream().map(KafkaLoader::marker).toList(), replayed);
    }

    /** In which part a row is does not depend on how this attempt came to read it. */
    private Dataset<Row> parts(Dataset<Row> records) {
        return with.writers() == 1
                ? records.coalesce(1)
                : records.repartition(with.writers(), col(with.key() == null ? "value" : "key"));
    }

    /** Columns {@code key} and {@code value}, both bytes. */
    private Dataset<Row> records(Dataset<Row> rows) {
        Column key = with.key() == null ? lit(null) : column(rows, with.key()).cast("string");
        Column[] all = Arrays.stream(rows.columns())
                .map(name -> col(SqlText.quoted(name)))
                .toArray(Column[]::new);
        Column value = switch (with.format()) {
            case STRING -> column(rows, "value").cast("string").cast("binary");
            // A column without a value is said to have none; what is left out looks like an older schema.
            case JSON ->
                to_json(struct(all), Map.of("ignoreNullFields", "false")).cast("binary");
            case AVRO -> avro(struct(all), with.schema());
        };
        return rows.select(key.cast("binary").as("key"), value.as("value"));
    }

    private static Column avro(Column rows, @Nullable JsonNode schema) {
        if (schema == null) {
            return to_avro(rows);
        }
        return to_avro(rows, AvroText.record(schema).toString());
    }

    private static Column column(Dataset<Row> rows, String name) {
        if (!List.of(rows.columns()).contains(name)) {
            throw new OrbitException(
                    ErrorCode.SCHEMA_MISMATCH,
                    "there is no column '%s'; there are %s.".formatted(name, Arrays.toString(rows.columns())));
        }
        return col(SqlText.quoted(name));
    }

    private static Delivery.Marker marker(String part) {
        String[] words = part.split(" ", -1);
        return new Delivery.Marker(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }

    private LoadReceipt receipt(Collection<Delivery.Marker> parts, boolean replayed) {
        long rows = parts.stream().mapToLong(Delivery.Marker::rows).sum();
        long bytes = parts.stream().mapToLong(Delivery.Marker::bytes).sum();
        JsonNode result = JsonNodeFactory.instance
                .objectNode()
                .put("connection", with.connection())
                .put("topic", with.topic())
                .put("rows", rows)
                .put("bytes", bytes);
        return new LoadReceipt(rows, bytes, replayed, result);
    }
}
