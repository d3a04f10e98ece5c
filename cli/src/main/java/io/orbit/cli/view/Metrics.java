package io.orbit.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a step counted, by name. */
public record Metrics(Map<String, Long> values) {
    public static final Metrics NONE = new Metrics(Map.of());

    public Metrics {
        values = Map.copyOf(values);
    }

    /** Reads {@code {"rowsOut": 5}} as well as {@code [{"name": "rowsOut", "value": 5}]}, as on the topic. */
    public static Metrics of(JsonNode metrics) {
        Map<String, Long> values = new LinkedHashMap<>();
        if (metrics.isArray()) {
            metrics.forEach(
                    m -> values.put(m.path("name").asText(""), m.path("value").asLong()));
        }
        metrics.properties().forEach(m -> values.put(m.getKey(), m.getValue().asLong()));
        return new Metrics(values);
    }

    /** Rows out, or in where none come out, e.g. {@code 104,233}; empty when nothing was counted. */
    public String rows() {
        Long rows = values.containsKey("rowsOut") ? values.get("rowsOut") : values.get("rowsIn");
        return rows == null ? "" : Text.count(rows);
    }

    /** How a stream is doing, e.g. {@code lag 0}; empty when the step reads none. */
    public List<String> flow() {
        List<String> parts = new ArrayList<>();
        if (values.containsKey("lag")) {
            parts.add("lag " + Text.count(values.getOrDefault("lag", 0L)));
        }
        if (values.containsKey("latencyP95Ms")) {
            parts.add("p95 " + Text.count(values.getOrDefault("latencyP95Ms", 0L)) + " ms");
        }
        return parts;
    }

    /** What went missing on the way, e.g. {@code 7 quarantined}. */
    public List<String> losses() {
        List<String> losses = new ArrayList<>();
        for (String name : List.of("quarantined", "dropped")) {
            long rows = values.getOrDefault(name, 0L);
            if (rows > 0) {
                losses.add(Text.count(rows) + " " + name);
            }
        }
        return losses;
    }
}
