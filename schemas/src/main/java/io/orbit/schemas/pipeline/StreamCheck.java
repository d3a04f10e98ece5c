package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.Pointers;
import io.orbit.schemas.json.Shown;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says which steps of a streaming pipeline cannot follow a stream, and what to do instead. */
final class StreamCheck {
    private static final String IN_A_BATCH = "Do it in a batch pipeline that reads what this one writes.";
    private static final Map<String, String> INSTEAD = Map.of(
            "UserMethods.deduplicate",
            "Give LoadMethods.delta the mode 'merge' and 'keys': it keeps one row of each key over all batches.",
            "UserMethods.aggregate",
            "Aggregate in a batch pipeline over the table that this one loads.",
            "UserMethods.union",
            "Load both into one table, or make one pipeline of each.",
            "UserMethods.sql",
            "Say it with filter, select, derive, cast and join, which take row by row.");
    /** What takes the place of what the batch before has written. */
    private static final Set<String> REPLACING = Set.of("replace", "overwrite", "errorIfExists");

    /** Rules about a whole data set, of which a micro-batch is only a part. */
    private static final Set<String> WHOLE = Set.of("rowCount", "unique", "freshness", "reconcile");

    private final JsonNode execution;
    private final List<StepDraft> steps;
    private final StepGraph graph;
    private final Findings findings;

    StreamCheck(JsonNode document, List<StepDraft> steps, StepGraph graph, Findings findings) {
        this.execution = document.path("execution");
        this.steps = steps;
        this.graph = graph;
        this.findings = findings;
    }

    void check() {
        if (!execution.path("mode").asText().equals("streaming")) {
            return;
        }
        execution();
        List<StepDraft> streams = steps.stream().filter(StreamCheck::streams).toList();
        if (streams.isEmpty()) {
            add(
                    "/execution/mode",
                    "No step reads a stream.",
                    "Begin with ExtractMethods.kafka, or say \"mode\": \"batch\".");
        }
        for (StepDraft other : streams.subList(Math.min(1, streams.size()), streams.size())) {
            add(
                    Pointers.child(other.pointer(), "method"),
                    "A pipeline reads one stream, and '%s' reads one already."
                            .formatted(Shown.text(streams.get(0).id())),
                    "Make a pipeline of each; both may load one table.");
        }
        steps.forEach(step -> step(step, streams));
    }

    private void execution() {
        JsonNode runs = execution.path("maxActiveRuns");
        if (runs.isInt() && runs.intValue() != 1) {
            add(
                    "/execution/maxActiveRuns",
                    "A stream is read by one run at a time; %s were asked for.".formatted(runs.asText()),
                    "Leave it out.");
        }
        if (execution.path("materialize").asText().equals("always")) {
            add("/execution/materialize", "Nothing is kept between the steps of a stream.", "Leave it out.");
        }
    }

    private void step(StepDraft step, List<StepDraft> streams) {
        MethodSpec method = step.method();
        if (method == null) {
            return;
        }
        String place = Pointers.child(step.pointer(), "method");
        if (method.light()) {
            add(
                    place,
                    "%s runs once and ends, but a stream does not.".formatted(method.name()),
                    "Put it into a pipeline of its own.");
        } else if (!method.streaming() && method.kind() != MethodSpec.Kind.EXTRACT) {
            add(
                    place,
                    "%s needs all rows at once, and sees one micro-batch after the other.".formatted(method.name()),
                    INSTEAD.getOrDefault(method.name(), IN_A_BATCH));
        }
        if (step.json().path("materialize").asBoolean()) {
            add(
                    Pointers.child(step.pointer(), "materialize"),
                    "Nothing is kept between the steps of a stream.",
                    "Leave it out.");
        }
        if (streams(step) && !step.with().path("to").asText("latest").equals("latest")) {
            add(step.pointer() + "/with/to", "A stream has no end.", "Leave it out.");
        }
        if (method.kind() == MethodSpec.Kind.LOAD) {
            load(step, method, streams);
        }
        rules(step);
    }

    private void load(StepDraft step, MethodSpec method, List<StepDraft> streams) {
        JsonNode given = step.with().path("mode");
        String mode = given.isMissingNode()
                ? method.parameters()
                        .path("properties")
                        .path("mode")
                        .path("default")
                        .asText()
                : given.asText();
        if (REPLACING.contains(mode)) {
            String hint = method.parameters().path("properties").path("keys").isMissingNode()
                    ? "Say \"mode\": \"append\"."
                    : "Say \"mode\": \"append\", or the mode that goes by keys.";
            add(
                    given.isMissingNode() ? step.pointer() : step.pointer() + "/with/mode",
                    mode.equals("errorIfExists")
                            ? "With mode 'errorIfExists' every batch but the first would fail."
                            : "With mode '%s' every batch would replace the one before.".formatted(mode),
                    hint);
        }
        if (!streams.isEmpty() && streams.stream().noneMatch(stream -> graph.runsBefore(stream.id(), step.id()))) {
            add(
                    step.pointer(),
                    "Step '%s' loads nothing of the stream: every batch would load the same rows again."
                            .formatted(Shown.text(step.id())),
                    IN_A_BATCH);
        }
    }

    private void rules(StepDraft step) {
        JsonNode rules = step.with().path("rules");
        for (int i = 0; rules.isArray() && i < rules.size(); i++) {
            JsonNode rule = rules.get(i);
            String check = rule.path("check").asText();
            if (WHOLE.contains(check) && !rule.has("scope")) {
                add(
                        step.pointer() + "/with/rules/" + i + "/check",
                        "Rule '%s' is about all rows, and sees one micro-batch after the other."
                                .formatted(Shown.text(rule.path("id").asText())),
                        check.equals("unique")
                                ? "Give LoadMethods.delta the mode 'merge' and 'keys'."
                                : "Check it in a batch pipeline that reads what this one writes.");
            }
        }
    }

    private static boolean streams(StepDraft step) {
        MethodSpec method = step.method();
        return method != null && method.kind() == MethodSpec.Kind.EXTRACT && method.streaming();
    }

    private void add(String pointer, String message, String hint) {
        findings.add(ErrorCode.NOT_STREAMABLE, pointer, message, hint);
    }
}
