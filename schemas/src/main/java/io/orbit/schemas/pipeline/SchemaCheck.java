package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.Pointers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks a value against one schema. Safe for use by many threads. */
final class SchemaCheck {
    /** What a reference in a text may still change. */
    private static final Set<String> OPEN_UNTIL_RUN =
            Set.of("enum", "const", "pattern", "format", "minLength", "maxLength");

    private final JsonNode document;
    private final JsonSchema schema;
    private final boolean filledIn;

    /** @param filledIn true when a run fills in the references in the values; else they are text like any other */
    SchemaCheck(JsonNode document, boolean filledIn) {
        this.document = document;
        this.filledIn = filledIn;
        this.schema = Schemas.compile(document);
    }

    /**
     * Notes every fault of {@code value}, which stands at {@code pointer} of the bundle. A value that is a reference is
     * judged by what it will become.
     *
     * @param params declared parameters, by name
     */
    void check(JsonNode value, String pointer, Map<String, ParamSpec> params, Findings findings) {
        List<SchemaFault> all = schema.validate(value).stream()
                .map(message -> SchemaFault.of(message, document))
                .toList();
        List<SchemaFault> faults = new SchemaForks(fault -> forgiven(fault, params)).meant(all);
        Set<String> meant = misspelt(faults);
        for (SchemaFault fault : faults) {
            if (!fault.keyword().equals("required") || !meant.contains(fault.instance() + '\n' + fault.property())) {
                note(fault, pointer, findings);
            }
        }
    }

    /** The missing fields that are there under a misspelt name: one fault, not two. */
    private static Set<String> misspelt(List<SchemaFault> faults) {
        Set<String> meant = new HashSet<>();
        for (SchemaFault fault : faults) {
            if (isUnknownField(fault)) {
                DidYouMean.closest(fault.property(), SchemaWords.fields(fault.around()))
                        .ifPresent(name -> meant.add(fault.instance() + '\n' + name));
            }
        }
        return meant;
    }

    private static void note(SchemaFault fault, String pointer, Findings findings) {
        boolean unknown = isUnknownField(fault);
        boolean tooMany = fault.keyword().equals("maxItems") || fault.keyword().equals("maxProperties");
        boolean named = unknown || fault.keyword().equals("propertyNames");
        findings.add(
                unknown
                        ? ErrorCode.UNKNOWN_FIELD
                        : tooMany ? ErrorCode.DEFINITION_TOO_LARGE : ErrorCode.DEFINITION_INVALID,
                pointer + (named ? Pointers.child(fault.instance(), fault.property()) : fault.instance()),
                SchemaWords.message(fault),
                SchemaWords.hint(fault));
    }

    private static boolean isUnknownField(SchemaFault fault) {
        return fault.keyword().equals("additionalProperties") || fault.keyword().equals("unevaluatedProperties");
    }

    private boolean forgiven(SchemaFault fault, Map<String, ParamSpec> params) {
        if (fault.around().path("x-secret").asBoolean()) {
            return fault.keyword().equals("pattern"); // said elsewhere, and better
        }
        String text = fault.value().isTextual() ? fault.value().textValue() : "";
        if (!filledIn || !text.contains("${")) {
            return false;
        }
        if (OPEN_UNTIL_RUN.contains(fault.keyword())) {
            return true;
        }
        return fault.keyword().equals("type")
                && References.whole(text).map(ref -> mayFit(ref, fault, params)).orElse(false);
    }

    /** Whether what the reference stands for can be of the type that the schema asks for, which is not a string. */
    private static boolean mayFit(Reference reference, SchemaFault fault, Map<String, ParamSpec> params) {
        Set<String> asked = new HashSet<>(SchemaWords.texts(fault.limit()));
        return switch (reference.root()) {
            case RUN -> false;
            case STEPS -> true;
            case PARAMS -> {
                ParamSpec param = params.get(reference.name());
                yield param == null // said elsewhere
                        || switch (param.type()) {
                            case STRING, DATE, TIMESTAMP -> false;
                            case INTEGER -> asked.contains("integer") || asked.contains("number");
                            case NUMBER -> asked.contains("number") || asked.contains("integer");
                            case BOOLEAN -> asked.contains("boolean");
                        };
            }
        };
    }
}
