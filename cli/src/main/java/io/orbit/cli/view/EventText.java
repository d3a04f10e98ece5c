package io.orbit.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What an event says, in one line. */
public final class EventText {
    private EventText() {}

    public static String detail(JsonNode event) {
        JsonNode data = event.path("data");
        List<String> parts = new ArrayList<>();
        if (data.path("attempt").asLong() > 1) {
            parts.add("attempt " + data.path("attempt").asText(""));
        }
        if (data.path("delayMs").isNumber()) {
            parts.add("in "
                    + Times.duration(Duration.ofMillis(data.path("delayMs").asLong())));
        }
        if (data.path("code").isTextual()) {
            parts.add(RunText.error(data));
        }
        Metrics metrics = Metrics.of(data.path("metrics"));
        if (!metrics.rows().isEmpty()) {
            parts.add(metrics.rows() + " rows");
        }
        parts.addAll(metrics.losses());
        for (String field : List.of("reason", "detail", "kind", "trigger", "runner")) {
            String text = data.path(field).asText("");
            // The kind of an error says less than its code; the kind of a resumption says all.
            boolean said = field.equals("kind") && data.path("code").isTextual();
            if (!text.isEmpty() && !said) {
                parts.add(text);
            }
        }
        return String.join("  ", parts);
    }
}
