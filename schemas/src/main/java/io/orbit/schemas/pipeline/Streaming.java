package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How a streaming pipeline reads what comes.
 *
 * @param everyMs from the beginning of one micro-batch to that of the next; 0 means at once
 * @param checkpoint folder that remembers how far the stream was read; null for one of the pipeline's own
 * @param maxOffsetsPerTrigger most records of one micro-batch; 0 for no limit
 * @param lagAlert records that may wait before a warning; 0 for no warning
 */
public record Streaming(long everyMs, @Nullable String checkpoint, long maxOffsetsPerTrigger, long lagAlert) {
    private static final long DEFAULT_EVERY_MS = 1000;

    /** @return null for a batch pipeline */
    static @Nullable Streaming of(JsonNode execution) {
        if (!execution.path("mode").asText().equals("streaming")) {
            return null;
        }
        JsonNode every = execution.path("trigger").path("every");
        JsonNode limits = execution.path("limits");
        return new Streaming(
                every.isTextual() ? millis(every.textValue()) : every.asLong(DEFAULT_EVERY_MS),
                execution.path("checkpoint").textValue(),
                limits.path("maxOffsetsPerTrigger").asLong(),
                limits.path("lagAlert").asLong());
    }

    /** What a runner is told, beside the step that reads the stream. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("everyMs", everyMs);
        if (checkpoint != null) {
            json.put("checkpoint", checkpoint);
        }
        return json.put("maxOffsetsPerTrigger", maxOffsetsPerTrigger).put("lagAlert", lagAlert);
    }

    private static long millis(String text) {
        int digits = 0;
        while (Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        long number = Long.parseLong(text.substring(0, digits));
        String unit = text.substring(digits).strip();
        if (unit.equals("ms") || unit.startsWith("milli")) {
            return number;
        }
        return switch (unit.charAt(0)) {
            case 'm' -> number * 60_000;
            case 'h' -> number * 3_600_000;
            default -> number * 1000;
        };
    }
}
