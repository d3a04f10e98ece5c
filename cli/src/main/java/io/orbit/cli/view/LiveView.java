package io.orbit.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a run that is being watched. What has ended is written once and stays; on a terminal a few lines below
 * it show what goes on now and are redrawn in place, so that a run of any size fits a screen of any height.
 *
 * @param columns cells per line; {@link Integer#MAX_VALUE} when there is no limit
 * @param redrawn whether {@link #now} is shown as well; otherwise beginnings are worth a line too
 * @param total steps of the whole run; 0 when unknown
 */
public record LiveView(Style style, int columns, int rows, boolean redrawn, int idWidth, int total) {
    private static final int NARROW = 60;
    private static final int LEAST_TAIL = 8;

    /** Room for the longest step id, within reason. */
    public static int idWidth(List<String> ids, int columns) {
        int longest = ids.stream().mapToInt(Text::width).max().orElse(12);
        return Math.min(longest, columns < NARROW ? 14 : 28);
    }

    /** The lines that this event adds for good; {@code step} is as the event left it. */
    public List<String> added(JsonNode event, LiveStep step) {
        return switch (event.path("type").asText("")) {
            case "StepSucceeded", "StepCancelled" -> List.of(line(step, took(step), tail(step)));
            case "StepFailed", "StepLost" -> List.of(line(step, took(step), attempt(step) + step.note()));
            case "StepStarted" -> redrawn ? List.of() : List.of(line(step, "", "started on " + step.runner()));
            case "StepProgressed" ->
                redrawn || step.metrics().flow().isEmpty() ? List.of() : List.of(line(step, "", going(step)));
            case "RetryScheduled" -> redrawn ? List.of() : List.of(line(step, "", comes(step, at(event))));
            default -> List.of();
        };
    }

    /** What goes on at this moment: the busy steps, as many as the screen can hold, and one line about the run. */
    public List<String> now(LiveRun run, Instant now) {
        List<String> lines = new ArrayList<>();
        List<LiveStep> busy = run.steps().stream()
                .filter(s -> List.of("RUNNING", "RETRYING", "SCHEDULED").contains(s.status()))
                .toList();
        int room = Math.max(1, rows - 4);
        for (LiveStep step : busy.subList(0, Math.min(room, busy.size()))) {
            lines.add(
                    switch (step.status()) {
                        case "RETRYING" -> line(step, "", comes(step, now) + "  " + step.note());
                        case "RUNNING" -> line(step, Times.duration(Duration.between(step.since(), now)), going(step));
                        default -> line(step, "", attempt(step) + "waits for a runner");
                    });
        }
        if (busy.size() > room) {
            lines.add("  " + style.ellipsis() + " and " + (busy.size() - room) + " more");
        }
        lines.add(style.dim(Text.cut(summary(run, now), width(), style.ellipsis())));
        return lines;
    }

    private String summary(LiveRun run, Instant now) {
        long done =
                run.steps().stream().filter(s -> s.status().equals("SUCCEEDED")).count();
        String spent = run.started()
                .map(start -> Times.duration(Duration.between(start, now)))
                .orElse("");
        String waits = run.waiting().isEmpty() ? "" : "  " + Text.plain(run.waiting());
        return "  " + run.status().toLowerCase(java.util.Locale.ROOT) + waits + "  " + done + "/"
                + Math.max(total, run.steps().size()) + " steps  " + spent + "  (Ctrl-C detaches)";
    }

    private String line(LiveStep step, String time, String tail) {
        String name = Text.padRight(Text.cut(step.id(), idWidth, style.ellipsis()), idWidth);
        String rows = step.metrics().rows();
        boolean narrow = columns < NARROW;
        String counted = narrow ? Text.padLeft(rows, 8) : Text.padLeft(rows.isEmpty() ? "" : rows + " rows", 15);
        String head = " " + name + "  " + Text.padLeft(time, 7);
        // Without a count the tail may have its place: an error needs the room.
        String whole = rows.isEmpty() && !tail.isEmpty() ? head + "  " : head + counted + "  ";
        int left = width() - 3 - Text.width(whole);
        String end = left < LEAST_TAIL ? "" : Text.cut(Text.plain(tail), left, style.ellipsis());
        return "  " + style.ofStatus(step.status(), style.symbol(step.status()))
                + Text.cut((whole + end).stripTrailing(), width() - 3, style.ellipsis());
    }

    /** One cell stays free, or some terminals wrap. */
    private int width() {
        return columns == Integer.MAX_VALUE ? columns : columns - 1;
    }

    private static String took(LiveStep step) {
        return step.ended()
                .map(end -> Times.duration(Duration.between(step.since(), end)))
                .orElse("");
    }

    private static String tail(LiveStep step) {
        List<String> parts = new ArrayList<>(step.metrics().losses());
        if (step.attempt() > 1) {
            parts.add("attempt " + step.attempt());
        }
        if (!step.note().isEmpty()) {
            parts.add(step.note());
        }
        if (!step.runner().isEmpty()) {
            parts.add(step.runner());
        }
        return String.join("  ", parts);
    }

    private static String going(LiveStep step) {
        List<String> parts = new ArrayList<>();
        parts.add(attempt(step) + step.runner());
        parts.addAll(step.metrics().flow());
        return String.join("  ", parts);
    }

    private static String attempt(LiveStep step) {
        return step.attempt() > 1 ? "attempt " + step.attempt() + "  " : "";
    }

    private static String comes(LiveStep step, Instant now) {
        Duration left = step.due().map(due -> Duration.between(now, due)).orElse(Duration.ZERO);
        return "attempt " + step.attempt()
                + (left.isNegative() || left.isZero() ? " is due" : " in " + Times.duration(left));
    }

    private static Instant at(JsonNode event) {
        return Times.instant(event.path("at")).orElse(Instant.EPOCH);
    }
}
