package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.schemas.json.Pointers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A step as far as it can be read, wired to the others by what is written or by default.
 *
 * @param pointer to the step in the bundle
 * @param id empty when it has none
 * @param method null when it has none that is known
 * @param inputs the steps that it reads
 * @param waits the steps that it only waits for
 */
record StepDraft(
        String pointer, JsonNode json, String id, @Nullable MethodSpec method, List<Edge> inputs, List<Edge> waits) {

    /**
     * @param role null when the inputs are a list
     * @param pointer where it is written; the step itself when it is not
     */
    record Edge(String step, @Nullable String role, String pointer) {}

    Stream<Edge> edges() {
        return Stream.concat(inputs.stream(), waits.stream());
    }

    /** Its parameters; an empty object when there are none. */
    JsonNode with() {
        JsonNode with = json.path("with");
        return with.isMissingNode() ? JsonNodeFactory.instance.objectNode() : with;
    }

    boolean givesRows() {
        return method == null || method.givesRows();
    }

    /** Those elements of {@code steps} that are objects, in order. */
    static List<StepDraft> of(JsonNode document, MethodCatalog catalog) {
        List<StepDraft> drafts = new ArrayList<>();
        JsonNode steps = document.path("steps");
        for (int i = 0; steps.isArray() && i < steps.size(); i++) {
            if (steps.get(i).isObject()) {
                StepDraft before = drafts.isEmpty() ? null : drafts.get(drafts.size() - 1);
                drafts.add(draft(steps.get(i), "/steps/" + i, before, catalog));
            }
        }
        return List.copyOf(drafts);
    }

    private static StepDraft draft(JsonNode json, String pointer, @Nullable StepDraft before, MethodCatalog catalog) {
        String id = json.path("id").isTextual() ? json.path("id").textValue() : "";
        MethodSpec method = catalog.find(json.path("method").asText()).orElse(null);
        List<Edge> inputs = edges(json.path("inputs"), Pointers.child(pointer, "inputs"));
        List<Edge> waits = edges(json.path("dependsOn"), Pointers.child(pointer, "dependsOn"));
        boolean reads = method == null || method.kind() != MethodSpec.Kind.EXTRACT;
        if (reads && !json.has("inputs") && before != null && !before.id().isEmpty()) {
            Edge previous = new Edge(before.id(), null, pointer);
            boolean takesRows = method == null || method.maxInputs() > 0;
            if (takesRows && before.givesRows()) {
                inputs = List.of(previous);
            } else if (!json.has("dependsOn")) {
                waits = List.of(previous);
            }
        }
        return new StepDraft(pointer, json, id, method, inputs, waits);
    }

    private static List<Edge> edges(JsonNode written, String pointer) {
        List<Edge> edges = new ArrayList<>();
        if (written.isArray()) {
            for (int i = 0; i < written.size(); i++) {
                add(edges, written.get(i), null, Pointers.child(pointer, i));
            }
        }
        for (Map.Entry<String, JsonNode> role : written.properties()) {
            add(edges, role.getValue(), role.getKey(), Pointers.child(pointer, role.getKey()));
        }
        return List.copyOf(edges);
    }

    private static void add(List<Edge> edges, JsonNode step, @Nullable String role, String pointer) {
        if (step.isTextual()) {
            edges.add(new Edge(step.textValue(), role, pointer));
        }
    }
}
