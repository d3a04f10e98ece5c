package io.orbit.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * All that is known of one run, as text.
 *
 * @param columns cells per line; {@link Integer#MAX_VALUE} when there is no limit
 */
public record RunText(Style style, Times times, int columns) {
    private static final int LABEL = 10;
    private static final int MOST_CAUSES = 5;
    private static final Set<String> OBVIOUS = Set.of("WORK", "UPSTREAM");

    public List<String> lines(JsonNode run) {
        List<String> lines = new ArrayList<>();
        String status = run.path("status").asText("");
        lines.add(label("Run") + style.bold(run.path("runId").asText("")));
        lines.add(label("Pipeline") + run.path("pipeline").asText("") + " v"
                + run.path("version").asText(""));
        lines.add(label("Status") + style.ofStatus(status, style.word(status)) + ending(run) + asOf(run.path("asOf")));
        field(lines, "Trigger", run.path("trigger").asText(""));
        field(
                lines,
                "Params",
                run.path("params").isEmpty() ? "" : run.path("params").toString());
        field(lines, "Reason", run.path("reason").asText(""));
        waiting(run.path("waitingFor")).forEach(cause -> field(lines, "Waiting", cause));
        JsonNode failure = run.path("failure");
        if (failure.isObject()) {
            String step = failure.path("step").asText("");
            field(lines, "Failure", (step.isEmpty() ? "" : step + ": ") + error(failure));
        }
        if (!run.path("steps").isEmpty()) {
            lines.add("");
            lines.addAll(steps(run.path("steps")));
            lines.addAll(attempts(run));
        }
        return lines;
    }

    private String ending(JsonNode run) {
        String took = times.took(run);
        JsonNode ended = run.path("finishedAt");
        String when = ended.isTextual()
                ? "took " + took + ", ended " + times.ago(ended)
                : took.isEmpty() ? "" : "for " + took;
        return when.isEmpty() ? "" : "  " + when;
    }

    /** Of a run in the past: after which of its events, and when that was. */
    private String asOf(JsonNode moment) {
        return moment.isObject()
                ? ", as of event " + moment.path("seq").asText("") + ", " + times.full(moment.path("at")) + " "
                        + times.zoneLabel()
                : "";
    }

    /** What the steps' own rows do not say: why something that could run does not. */
    private List<String> waiting(JsonNode causes) {
        List<String> told = new ArrayList<>();
        for (JsonNode cause : causes) {
            if (!OBVIOUS.contains(cause.path("cause").asText(""))) {
                told.add(waitingFor(cause));
            }
        }
        int more = told.size() - MOST_CAUSES;
        if (more > 0) {
            told.subList(MOST_CAUSES, told.size()).clear();
            told.add("and " + more + " more");
        }
        return told;
    }

    private String waitingFor(JsonNode cause) {
        String step = cause.path("step").asText("");
        String since = times.ago(cause.path("since")).replace(" ago", "");
        String until = times.clock(cause.path("until"));
        return (step.isEmpty() ? "" : step + ": ")
                + cause.path("detail").asText(cause.path("cause").asText(""))
                + (since.isEmpty() ? "" : ", for " + since.replace("just now", "a moment"))
                + (until.isEmpty() ? "" : ", until " + until + " " + times.zoneLabel());
    }

    private List<String> steps(JsonNode steps) {
        Table table = new Table(
                Table.Column.of("STEP").cut(),
                Table.Column.of("STATUS").painted(word -> style.ofStatus(status(word), word)),
                Table.Column.of("TRY").toTheRight().importance(2),
                Table.Column.of("DURATION").toTheRight(),
                Table.Column.of("ROWS").toTheRight().importance(3),
                Table.Column.of("NOTE").cut().importance(4),
                Table.Column.of("RUNNER").cut().importance(1));
        for (JsonNode step : steps) {
            Metrics metrics = Metrics.of(step.path("metrics"));
            List<String> notes = new ArrayList<>(metrics.losses());
            if (step.path("error").isObject()) {
                notes.add(error(step.path("error")));
            }
            if (step.path("nextRetryAt").isTextual()) {
                notes.add("next try " + times.clock(step.path("nextRetryAt")));
            }
            long attempt = step.path("attempt").asLong();
            table.add(
                    step.path("id").asText(""),
                    style.word(step.path("status").asText("")),
                    attempt == 0 ? "" : String.valueOf(attempt),
                    times.took(step),
                    metrics.rows(),
                    String.join("  ", notes),
                    step.path("runner").asText(""));
        }
        return table.lines(columns, style);
    }

    /** The attempts of every step that needed more than one, as far as the server keeps them. */
    private List<String> attempts(JsonNode run) {
        List<String> lines = new ArrayList<>();
        for (JsonNode step : run.path("steps")) {
            if (step.path("attempts").size() < 2) {
                continue;
            }
            lines.add("");
            long earlier = step.at("/attempts/0/attempt").asLong(1) - 1;
            lines.add("Attempts of " + style.bold(Text.plain(step.path("id").asText("")))
                    + (earlier > 0
                            ? " (%s earlier: orbit events %s)"
                                    .formatted(
                                            Text.count(earlier),
                                            run.path("runId").asText(""))
                            : ""));
            Table table = new Table(
                    Table.Column.of("TRY").toTheRight(),
                    Table.Column.of("STATUS").painted(word -> style.ofStatus(status(word), word)),
                    Table.Column.of("STARTED (" + times.zoneLabel() + ")").importance(2),
                    Table.Column.of("DURATION").toTheRight().importance(3),
                    Table.Column.of("ERROR").cut(),
                    Table.Column.of("RUNNER").cut().importance(1));
            for (JsonNode attempt : step.path("attempts")) {
                table.add(
                        attempt.path("attempt").asText(""),
                        style.word(attempt.path("status").asText("")),
                        times.clock(attempt.path("startedAt")),
                        times.took(attempt),
                        attempt.path("error").isObject() ? error(attempt.path("error")) : "",
                        attempt.path("runner").asText(""));
            }
            lines.addAll(table.lines(columns, style));
        }
        return lines;
    }

    /** {@code ORB-2102 The message.} */
    public static String error(JsonNode error) {
        return Text.plain(
                (error.path("code").asText("") + " " + error.path("message").asText("")).strip());
    }

    /** The status that a cell made by {@link Style#word} shows, also when it was cut. */
    public static String status(String word) {
        return word.substring(word.indexOf(' ') + 1).toUpperCase(java.util.Locale.ROOT);
    }

    private void field(List<String> lines, String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        int room = columns == Integer.MAX_VALUE ? columns : Math.max(20, columns - LABEL);
        List<String> wrapped = Text.wrap(Text.plain(value), room);
        lines.add(label(name) + wrapped.get(0));
        wrapped.subList(1, wrapped.size()).forEach(line -> lines.add(" ".repeat(LABEL) + line));
    }

    private String label(String name) {
        return style.dim(Text.padRight(name, LABEL));
    }
}
