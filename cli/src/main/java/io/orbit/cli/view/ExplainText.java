package io.orbit.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What a pipeline means, for people: its segments, what its sources pin, what holds for its sinks. */
public final class ExplainText {
    private static final int LEAST = 30;

    private final Style style;
    private final int width;

    public ExplainText(Style style, int width) {
        this.style = style;
        this.width = width;
    }

    /** @param explanation as the server gives it */
    public List<String> lines(JsonNode explanation) {
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(Text.plain(explanation.path("pipeline").asText(""))));
        section(lines, "Segments", explanation.path("segments"), segment -> {
            StringJoiner steps = new StringJoiner(style.unicode() ? " → " : " > ");
            segment.path("steps").forEach(step -> steps.add(step.asText("")));
            StringBuilder text = new StringBuilder(steps.toString());
            segment.path("keeps").forEach(kept -> text.append("; keeps ").append(kept.asText("")));
            return text.toString();
        });
        section(lines, "Sources", explanation.path("sources"), source -> {
            String pinned = source.path("pinned").asText("");
            String first = pinned.isEmpty() ? "pins nothing" : "pins " + pinned;
            return source.path("method").asText("") + " " + first + "; a retry "
                    + source.path("retry").asText("");
        });
        section(lines, "Sinks", explanation.path("sinks"), sink -> {
            String because = sink.path("because").asText("");
            return sink.path("method").asText("") + " " + sink.path("guarantee").asText("")
                    + (because.isEmpty() ? "" : ", because " + because);
        });
        return lines;
    }

    private interface Said {
        String of(JsonNode item);
    }

    private void section(List<String> lines, String title, JsonNode items, Said said) {
        if (items.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(style.bold(title));
        int label = 0;
        for (JsonNode item : items) {
            label = Math.max(label, Text.width(name(item)));
        }
        for (JsonNode item : items) {
            String begin = "  " + Text.padRight(name(item), label) + "  ";
            List<String> wrapped = Text.wrap(Text.plain(said.of(item)), Math.max(LEAST, width - Text.width(begin)));
            lines.add(begin + wrapped.get(0));
            wrapped.subList(1, wrapped.size()).forEach(more -> lines.add(" ".repeat(Text.width(begin)) + more));
        }
    }

    private static String name(JsonNode item) {
        return Text.plain(item.path(item.has("step") ? "step" : "id").asText(""));
    }
}
