package io.orbit.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The fold of a run's events: what its live view shows. Not thread-safe. */
public final class LiveRun {
    private final Map<String, LiveStep> steps = new LinkedHashMap<>();
    private String status = "QUEUED";
    private Optional<Instant> started = Optional.empty();
    private Optional<Instant> ended = Optional.empty();
    private String position = "";
    private String waiting = "";

    public Collection<LiveStep> steps() {
        return steps.values();
    }

    public String status() {
        return status;
    }

    /** When it was started, or asked for while it is queued. */
    public Optional<Instant> started() {
        return started;
    }

    public Optional<Instant> ended() {
        return ended;
    }

    /** {@code partition:offset} of the last event; empty before the first. */
    public String position() {
        return position;
    }

    /** Why the whole run waits; empty when it does not. */
    public String waiting() {
        return waiting;
    }

    /** Takes the next event; answers the step that it changed. */
    public Optional<LiveStep> apply(JsonNode event) {
        Instant at = Times.instant(event.path("at")).orElse(Instant.EPOCH);
        position =
                event.path("partition").asText("") + ":" + event.path("offset").asText("");
        JsonNode data = event.path("data");
        String type = event.path("type").asText("");
        if (type.startsWith("Run")) {
            applyToRun(type, data, at);
        }
        String id = data.path("step").asText(event.path("step").asText(""));
        return id.isEmpty() ? Optional.empty() : applyToStep(id, type, data, at);
    }

    private void applyToRun(String type, JsonNode data, Instant at) {
        switch (type) {
            case "RunAccepted" -> started = Optional.of(at);
            case "RunQueued" -> waiting = data.path("reason").asText("");
            case "RunStarted" -> begin(at);
            case "RunResumed" -> {
                begin(at);
                data.path("reset").forEach(id -> steps.put(id.asText(""), LiveStep.pending(id.asText(""), at)));
            }
            case "RunCancelling" -> status = "CANCELLING";
            case "RunSucceeded" -> end("SUCCEEDED", at);
            case "RunFailed" -> end("FAILED", at);
            case "RunCancelled" -> end("CANCELLED", at);
            default -> {
                // An event of a later version: the view shows what it knows.
            }
        }
    }

    private void begin(Instant at) {
        status = "RUNNING";
        waiting = "";
        started = Optional.of(at);
        ended = Optional.empty();
    }

    private void end(String ending, Instant at) {
        status = ending;
        waiting = "";
        ended = Optional.of(at);
    }

    private Optional<LiveStep> applyToStep(String id, String type, JsonNode data, Instant at) {
        LiveStep before = steps.getOrDefault(id, LiveStep.pending(id, at));
        long attempt = data.path("attempt").asLong(before.attempt());
        LiveStep after = switch (type) {
            case "StepScheduled" -> before.scheduled(attempt, at);
            case "StepStarted" -> before.started(attempt, data.path("runner").asText(""), at);
            case "StepProgressed" -> before.progressed(Metrics.of(data.path("metrics")));
            case "StepSucceeded" -> before.succeeded(Metrics.of(data.path("metrics")), at);
            case "StepFailed" -> before.ended("FAILED", error(data), at);
            case "StepLost" -> before.ended("FAILED", lost(data), at);
            case "StepCancelled" ->
                before.ended("CANCELLED", data.path("reason").asText(""), at);
            case "RetryScheduled" ->
                before.retrying(attempt, Times.instant(data.path("dueAt")).orElse(at));
            default -> before;
        };
        steps.put(id, after);
        return Optional.of(after);
    }

    private static String error(JsonNode data) {
        return (data.path("code").asText("") + " " + data.path("message").asText("")).strip();
    }

    private static String lost(JsonNode data) {
        return ("runner " + data.path("runner").asText("") + " fell silent: "
                        + data.path("detail").asText(""))
                .strip();
    }
}
