package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.CanonicalJson;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.JsonFault;
import io.orbit.schemas.json.Place;
import io.orbit.schemas.json.Pointers;
import io.orbit.schemas.json.Shown;
import io.orbit.schemas.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the parameter values of a run against what the pipeline declares. */
public final class Params {
    /**
     * @param json canonical JSON object with a value for every declared parameter, null for an optional one that has
     *     neither value nor default; {@code {}} when there are problems
     * @param problems each PARAMETER_INVALID, or PLAINTEXT_SECRET for a value that looks like a secret and would be
     *     kept in the log; pointers lead into the given values
     */
    public record Outcome(String json, List<Problem> problems) {
        public Outcome {
            problems = List.copyOf(problems);
        }

        public boolean valid() {
            return problems.isEmpty();
        }
    }

    private final List<Problem> problems = new ArrayList<>();

    private Params() {}

    /** @param json an object of values by name; whatever it is, nothing is thrown */
    public static Outcome resolve(Map<String, ParamSpec> declared, String json) {
        Params params = new Params();
        ObjectNode values = params.values(declared, json);
        return new Outcome(params.problems.isEmpty() ? CanonicalJson.of(values) : "{}", params.problems);
    }

    private ObjectNode values(Map<String, ParamSpec> declared, String json) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        JsonNode given;
        try {
            given = StrictJson.tree(json);
        } catch (JsonFault e) {
            add("", e.reason(), "");
            return values;
        }
        if (!given.isObject()) {
            add("", "The values must be an object, not %s.".formatted(Shown.type(given)), "");
            return values;
        }
        given.properties().forEach(value -> check(declared, value.getKey(), value.getValue()));
        declared.forEach((name, spec) -> values.set(name, value(spec, given.get(name))));
        return values;
    }

    private void check(Map<String, ParamSpec> declared, String name, JsonNode value) {
        ParamSpec spec = declared.get(name);
        String pointer = Pointers.child("", name);
        String secret = value.isTextual() ? SecretShapes.reason(name, value.textValue(), false) : "";
        if (!secret.isEmpty()) {
            problems.add(Problem.at(
                    Place.UNKNOWN,
                    ErrorCode.PLAINTEXT_SECRET,
                    pointer,
                    secret,
                    "Parameters are kept in the log of events; give the step a connection with credentials instead."));
        } else if (spec == null) {
            add(
                    pointer,
                    "The pipeline has no parameter '%s'.".formatted(Shown.text(name)),
                    DidYouMean.hint(name, declared.keySet()));
        } else if (!value.isNull()) {
            String complaint = ParamTypes.complaint(spec, value);
            if (!complaint.isEmpty()) {
                add(pointer, "Parameter '%s': %s".formatted(name, complaint), "");
            }
        }
    }

    private JsonNode value(ParamSpec spec, @Nullable JsonNode given) {
        if (given != null && !given.isNull()) {
            return given;
        }
        if (spec.defaultValue() != null) {
            return spec.defaultValue();
        }
        if (spec.required()) {
            add(
                    Pointers.child("", spec.name()),
                    "The parameter '%s' (%s) is required.".formatted(spec.name(), ParamTypes.name(spec.type())),
                    "");
        }
        return NullNode.instance;
    }

    private void add(String pointer, String message, String hint) {
        problems.add(Problem.at(Place.UNKNOWN, ErrorCode.PARAMETER_INVALID, pointer, message, hint));
    }
}
