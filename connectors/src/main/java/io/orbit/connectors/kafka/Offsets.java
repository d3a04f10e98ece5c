package io.orbit.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Turns words like {@code latest} into numbers. */
final class Offsets {
    private final Admin admin;
    private final String topic;
    private final Map<Integer, Long> earliest;
    /** The end of what is committed: a reader that waits for more would wait for a transaction. */
    private final Map<Integer, Long> latest;

    private Offsets(Admin admin, String topic) throws ExecutionException, InterruptedException {
        this.admin = admin;
        this.topic = topic;
        Map<Integer, OffsetSpec> first = new TreeMap<>();
        Map<Integer, OffsetSpec> last = new TreeMap<>();
        for (int partition : KafkaCluster.partitions(admin, topic)) {
            first.put(partition, OffsetSpec.earliest());
            last.put(partition, OffsetSpec.latest());
        }
        this.earliest = list(first);
        this.latest = list(last);
    }

    /**
     * The range to read.
     *
     * @return {@code {"from":{"0":1},"to":{"0":5}}}, for each partition of the topic
     * @throws OrbitException PARAMETER_INVALID, INPUT_MISSING
     */
    static JsonNode resolve(KafkaCluster cluster, KafkaExtract with) throws ExecutionException, InterruptedException {
        try (Admin admin = cluster.admin()) {
            Offsets offsets = new Offsets(admin, with.topic());
            Map<Integer, Long> from = offsets.of(with.from(), "from", offsets.earliest);
            Map<Integer, Long> to = offsets.of(with.to(), "to", offsets.latest);
            // From a point in time that comes after the end, for example: then there is nothing to read.
            to.replaceAll((partition, end) -> Math.max(end, from.getOrDefault(partition, 0L)));
            ObjectNode range = JsonNodeFactory.instance.objectNode();
            range.set("from", json(from));
            range.set("to", json(to));
            offsets.check(range);
            return range;
        }
    }

    /** @throws OrbitException INPUT_MISSING when records of the range are no longer there */
    static void check(KafkaCluster cluster, JsonNode range) throws ExecutionException, InterruptedException {
        try (Admin admin = cluster.admin()) {
            new Offsets(admin, cluster.topic()).check(range);
        }
    }

    /** Where each partition's committed records end. */
    static Map<Integer, Long> ends(Admin admin, String topic) throws ExecutionException, InterruptedException {
        return new Offsets(admin, topic).latest;
    }

    /** Of a range: partition to offset. */
    static Map<Integer, Long> numbers(JsonNode offsets) {
        return offsets.properties().stream()
                .collect(Collectors.toMap(
                        entry -> Integer.valueOf(entry.getKey()),
                        entry -> entry.getValue().asLong(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private void check(JsonNode range) {
        Map<Integer, Long> to = numbers(range.path("to"));
        numbers(range.path("from")).forEach((partition, start) -> {
            long end = to.getOrDefault(partition, start);
            Long first = earliest.get(partition);
            Long last = latest.get(partition);
            if (start < end && (first == null || last == null || start < first || end > last)) {
                throw new OrbitException(
                        ErrorCode.INPUT_MISSING,
                        ("topic '%s' has offsets %s to %s of partition %d, but %d to %d are to be read: the rest was"
                                        + " deleted, or was never there. Start a new run, or correct 'from' and 'to'.")
                                .formatted(topic, first, last, partition, start, end));
            }
        });
    }

    private Map<Integer, Long> of(JsonNode place, String field, Map<Integer, Long> otherwise)
            throws ExecutionException, InterruptedException {
        Map<Integer, Long> offsets = new TreeMap<>(otherwise);
        if (place.asText().equals("earliest")) {
            offsets.putAll(earliest);
        } else if (place.asText().equals("latest")) {
            offsets.putAll(latest);
        } else if (place.path("timestamp").isValueNode()) {
            OffsetSpec at = OffsetSpec.forTimestamp(millis(place.get("timestamp"), field));
            list(earliest.keySet().stream().collect(Collectors.toMap(Function.identity(), partition -> at)))
                    // No record is that young: then it is the end.
                    .forEach((partition, offset) ->
                            offsets.put(partition, offset < 0 ? latest.getOrDefault(partition, 0L) : offset));
        } else if (place.path("offsets").isObject()) {
            place.get("offsets").properties().forEach(entry -> put(offsets, entry, field));
        } else {
            throw invalid(field, "must be earliest, latest, {\"timestamp\":…} or {\"offsets\":{\"0\":…}}");
        }
        return offsets;
    }

    private static void put(Map<Integer, Long> offsets, Map.Entry<String, JsonNode> entry, String field) {
        boolean known = entry.getKey().matches("\\d{1,9}") && offsets.containsKey(Integer.valueOf(entry.getKey()));
        if (!known || !entry.getValue().canConvertToLong() || entry.getValue().longValue() < 0) {
            throw invalid(field, "has no partition, or no offset from 0, at '" + entry.getKey() + "'");
        }
        offsets.put(Integer.valueOf(entry.getKey()), entry.getValue().longValue());
    }

    private static long millis(JsonNode timestamp, String field) {
        if (timestamp.isIntegralNumber()) {
            return timestamp.longValue();
        }
        try {
            return Instant.parse(timestamp.asText()).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw invalid(field, "has a timestamp that is neither like 2024-01-01T00:00:00Z nor milliseconds");
        }
    }

    private Map<Integer, Long> list(Map<Integer, OffsetSpec> wanted) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> specs = wanted.entrySet().stream()
                .collect(Collectors.toMap(entry -> new TopicPartition(topic, entry.getKey()), Map.Entry::getValue));
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(
                        specs, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get();
        Map<Integer, Long> offsets = new TreeMap<>();
        found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private static ObjectNode json(Map<Integer, Long> offsets) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        offsets.forEach((partition, offset) -> json.put(Integer.toString(partition), offset));
        return json;
    }

    private static OrbitException invalid(String field, String why) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, "'%s' %s.".formatted(field, why));
    }
}
