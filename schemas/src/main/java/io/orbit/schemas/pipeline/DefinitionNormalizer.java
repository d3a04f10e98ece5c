package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.json.CanonicalJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Makes every default of a valid definition explicit. */
final class DefinitionNormalizer {
    /** Long enough for honest work; short enough that a hung attempt ends without anybody's help. */
    static final long STEP_TIMEOUT_MS = 24L * 60 * 60 * 1000;

    private DefinitionNormalizer() {}

    static ResolvedPipeline normalize(JsonNode document, List<StepDraft> drafts, Map<String, ParamSpec> params) {
        String namespace = document.path("namespace").asText("default");
        String name = document.path("name").asText();
        JsonNode execution = document.path("execution");
        Materialize materialize = Materialize.valueOf(upper(execution.path("materialize"), "AUTO"));
        RetryNumbers retry = retry(document.path("retry"), RetryNumbers.DEFAULT);
        String json = CanonicalJson.compact(document);
        Streaming streaming = Streaming.of(execution);
        return new ResolvedPipeline(
                namespace,
                name,
                namespace + '.' + name,
                document.path("description").asText(),
                params,
                execution.path("timeoutSec").asLong() * 1000,
                streaming == null ? execution.path("maxActiveRuns").asInt() : 1,
                // A stream does not end, so that whoever waits for its end waits in vain.
                Overlap.valueOf(upper(execution.path("overlap"), streaming == null ? "QUEUE" : "SKIP")),
                materialize,
                streaming,
                drafts.stream()
                        .map(draft -> step(draft, retry, materialize, streaming == null ? STEP_TIMEOUT_MS : 0))
                        .toList(),
                document.has("connections") ? CanonicalJson.compact(document.get("connections")) : "{}",
                json,
                CanonicalJson.sha256Hex(json));
    }

    private static ResolvedStep step(StepDraft draft, RetryNumbers retry, Materialize materialize, long timeout) {
        MethodSpec method = Objects.requireNonNull(draft.method(), "a valid step has a method");
        JsonNode json = draft.json();
        return new ResolvedStep(
                draft.id(),
                method,
                draft.inputs().stream()
                        .map(edge -> new StepInput(edge.role(), edge.step()))
                        .toList(),
                draft.waits().stream().map(StepDraft.Edge::step).distinct().toList(),
                retry(json.path("retry"), retry),
                json.has("timeoutSec") ? json.path("timeoutSec").asLong() * 1000 : timeout,
                json.has("materialize")
                        ? json.path("materialize").asBoolean() ? Materialize.ALWAYS : Materialize.NEVER
                        : materialize,
                resultRefs(draft.with()),
                spec(draft));
    }

    private static String spec(StepDraft draft) {
        ObjectNode spec = draft.json().deepCopy();
        if (!spec.has("inputs")) {
            ArrayNode inputs = spec.putArray("inputs");
            draft.inputs().forEach(edge -> inputs.add(edge.step()));
        }
        if (!spec.has("dependsOn")) {
            ArrayNode waits = spec.putArray("dependsOn");
            draft.waits().forEach(edge -> waits.add(edge.step()));
        }
        return CanonicalJson.compact(spec);
    }

    private static Set<String> resultRefs(JsonNode with) {
        Set<String> steps = new TreeSet<>();
        SchemaWalk.strings(with, "", (pointer, text) -> {
            for (Reference reference : References.in(text)) {
                if (reference.root() == Reference.Root.STEPS) {
                    steps.add(reference.name());
                }
            }
        });
        return steps;
    }

    /** @param otherwise what holds for fields that are not written */
    private static RetryNumbers retry(JsonNode written, RetryNumbers otherwise) {
        if (written.isTextual()) {
            return RetryNumbers.FIXED_5S;
        }
        long delay = written.path("delayMs").asLong(otherwise.delayMs());
        return new RetryNumbers(
                written.path("maxRetries").asInt(otherwise.maxRetries()),
                delay,
                written.path("factor").asDouble(otherwise.factor()),
                written.path("maxDelayMs").asLong(Math.max(delay, otherwise.maxDelayMs())),
                written.path("jitter").asDouble(otherwise.jitter()),
                written.has("resetAfterHealthySec")
                        ? written.path("resetAfterHealthySec").asLong() * 1000
                        : otherwise.resetAfterHealthyMs());
    }

    private static String upper(JsonNode word, String otherwise) {
        return word.isTextual() ? word.textValue().toUpperCase(Locale.ROOT) : otherwise;
    }
}
