package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.Pointers;
import io.orbit.schemas.json.Shown;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks {@code ${…}}, the names of connections, and fields that take no reference or only one to a secret. */
final class ReferenceCheck {
    static final Pattern CREDENTIALS = Pattern.compile("vault:[A-Za-z0-9/_-]+#[A-Za-z0-9_-]+");

    private final StepGraph graph;
    private final Map<String, ParamSpec> params;
    private final Set<String> connections;
    private final Findings findings;

    ReferenceCheck(StepGraph graph, Map<String, ParamSpec> params, Set<String> connections, Findings findings) {
        this.graph = graph;
        this.params = params;
        this.connections = connections;
        this.findings = findings;
    }

    /** Connections are shared by steps, so that they cannot use a step's result. */
    void connections(JsonNode declared) {
        SchemaWalk.strings(declared, "/connections", (pointer, text) -> {
            boolean secret = Pointers.last(pointer).equals("credentials");
            if (!secret) {
                references(text, pointer, null);
            } else if (!CREDENTIALS.matcher(text).matches()) {
                credentials(text, pointer);
            }
        });
    }

    void step(StepDraft step) {
        String with = Pointers.child(step.pointer(), "with");
        MethodSpec method = step.method();
        if (method != null) {
            new SchemaWalk(method.parameters(), "x-sql", this::sql).walk(step.with(), with);
            new SchemaWalk(method.parameters(), "x-secret", this::secret).walk(step.with(), with);
        }
        SchemaWalk.strings(step.with(), with, (pointer, text) -> {
            references(text, pointer, step);
            if (Pointers.last(pointer).equals("connection") && !text.contains("${") && !connections.contains(text)) {
                findings.add(
                        ErrorCode.UNKNOWN_CONNECTION,
                        pointer,
                        "There is no connection '%s'.".formatted(Shown.text(text)),
                        DidYouMean.hint(text, connections));
            }
        });
    }

    private void sql(String pointer, String text) {
        if (text.contains("${")) {
            findings.add(
                    ErrorCode.DEFINITION_INVALID,
                    pointer,
                    "SQL text takes no ${…}: a value must never become code.",
                    "Write :name in the SQL and give the value in 'binds' or 'args'.");
        }
    }

    private void secret(String pointer, String text) {
        if (!CREDENTIALS.matcher(text).matches()) {
            credentials(text, pointer);
        }
    }

    private void credentials(String text, String pointer) {
        if (text.startsWith("vault:") || text.contains("${") || text.isEmpty()) {
            findings.add(
                    ErrorCode.DEFINITION_INVALID,
                    pointer,
                    "This is not of the form vault:path#field (letters, digits, / _ - in the path; no ${…}).",
                    "For example \"vault:orbit/data/warehouse#password\".");
        } else {
            findings.addSecret(
                    pointer,
                    "Credentials stand here in plain text.",
                    "Put them into Vault and write \"vault:path#field\".");
        }
    }

    /** @param step null for what all steps share */
    private void references(String text, String pointer, @Nullable StepDraft step) {
        References.Found found = References.find(text);
        found.faults().forEach(fault -> findings.add(ErrorCode.UNRESOLVED_REFERENCE, pointer, fault));
        for (Reference reference : found.references()) {
            if (reference.root() == Reference.Root.PARAMS && !params.containsKey(reference.name())) {
                findings.add(
                        ErrorCode.UNRESOLVED_REFERENCE,
                        pointer,
                        "There is no parameter '%s' in 'params'.".formatted(Shown.text(reference.name())),
                        DidYouMean.hint(reference.name(), params.keySet()));
            } else if (reference.root() == Reference.Root.STEPS) {
                result(reference.name(), pointer, step);
            }
        }
    }

    private void result(String id, String pointer, @Nullable StepDraft step) {
        if (step == null) {
            findings.add(ErrorCode.UNRESOLVED_REFERENCE, pointer, "A connection cannot use the result of a step.");
        } else if (graph.step(id) == null) {
            findings.add(
                    ErrorCode.UNRESOLVED_REFERENCE,
                    pointer,
                    "There is no step '%s'.".formatted(Shown.text(id)),
                    DidYouMean.hint(id, graph.ids()));
        } else if (!graph.runsBefore(id, step.id())) {
            findings.add(
                    ErrorCode.UNRESOLVED_REFERENCE,
                    pointer,
                    "Step '%s' uses the result of '%s' but does not wait for it.".formatted(step.id(), id),
                    "Add \"dependsOn\": [\"%s\"].".formatted(id));
        }
    }
}
