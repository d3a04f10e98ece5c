package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.Pointers;
import io.orbit.schemas.json.Shown;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Finds every problem of a definition at once: text, fields, methods and their parameters, graph, references, secrets.
 * Reads nothing from anywhere but the definition. Safe for use by many threads; costly to create, so keep it.
 */
public final class DefinitionValidator {
    private final MethodCatalog catalog;
    private final SchemaCheck base = new SchemaCheck(Schemas.base(), false);
    private final Map<String, SchemaCheck> methods = new ConcurrentHashMap<>();

    public DefinitionValidator(MethodCatalog catalog) {
        this.catalog = catalog;
    }

    /** Reads the file and what it refers to (see {@link BundleReader}); never throws for what is in them. */
    public Validation validate(Path entry) {
        return validate(() -> BundleReader.read(entry));
    }

    /** A definition that came as text, without {@code $ref}; never throws for what is in it. */
    public Validation validate(String text) {
        return validate(() -> Bundle.of(text));
    }

    public Validation validate(Bundle bundle) {
        Findings findings = new Findings(bundle);
        JsonNode document = bundle.document();
        if (!document.isObject()) {
            findings.add(
                    ErrorCode.DEFINITION_INVALID,
                    "",
                    "A definition is a JSON object, not %s.".formatted(Shown.type(document)));
            return new Validation(null, findings.list());
        }
        List<StepDraft> steps = StepDraft.of(document, catalog);
        Map<String, ParamSpec> params = ParamTypes.declared(document.path("params"));
        check(document, steps, params, findings);
        List<Problem> problems = findings.list();
        return problems.isEmpty()
                ? new Validation(DefinitionNormalizer.normalize(document, steps, params), problems)
                : new Validation(null, problems);
    }

    private static Validation invalid(InvalidDefinition e) {
        return new Validation(null, e.problems());
    }

    private Validation validate(Supplier<Bundle> bundle) {
        try {
            return validate(bundle.get());
        } catch (InvalidDefinition e) {
            return invalid(e);
        }
    }

    private void check(JsonNode document, List<StepDraft> steps, Map<String, ParamSpec> params, Findings findings) {
        StepGraph graph = new StepGraph(steps);
        ReferenceCheck references = new ReferenceCheck(graph, params, names(document.path("connections")), findings);
        RuleCheck rules = new RuleCheck(graph, findings);
        OptionScan options = new OptionScan(findings);

        // Secrets first: whatever is said later of the same place is kept back, lest it quote them.
        new SecretScan(findings).scan(document);
        references.connections(document.path("connections"));
        steps.forEach(references::step);

        base.check(document, "", params, findings);
        steps.forEach(step -> method(step, params, findings));
        options.scan(document.path("connections"), "/connections");
        steps.forEach(step -> options.scan(step.with(), Pointers.child(step.pointer(), "with")));
        new GraphCheck(steps, graph, findings).check();
        rules.params(params);
        rules.retry(document.path("retry"), "/retry");
        steps.forEach(step -> rules.retry(step.json().path("retry"), Pointers.child(step.pointer(), "retry")));
        rules.targets(steps);
        new StreamCheck(document, steps, graph, findings).check();
    }

    private void method(StepDraft step, Map<String, ParamSpec> params, Findings findings) {
        String name = step.json().path("method").asText();
        MethodSpec method = step.method();
        if (method != null) {
            methods.computeIfAbsent(name, known -> new SchemaCheck(method.parameters(), true))
                    .check(step.with(), Pointers.child(step.pointer(), "with"), params, findings);
        } else if (!name.isEmpty()) {
            findings.add(
                    ErrorCode.UNKNOWN_METHOD,
                    Pointers.child(step.pointer(), "method"),
                    "There is no method '%s'.".formatted(Shown.text(name)),
                    catalog.methods().isEmpty()
                            ? "No methods are known at all: the jars that offer them are missing."
                            : catalog.similar(name)
                                    .map("Did you mean '%s'?"::formatted)
                                    .orElse(""));
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
