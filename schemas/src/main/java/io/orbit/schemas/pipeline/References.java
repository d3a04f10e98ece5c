package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.json.CanonicalJson;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds and fills {@code ${params.x}}, {@code ${run.id}}, {@code ${run.startedAt}}, {@code ${run.pipeline}} and
 * {@code ${steps.id.result.path}} in the strings of a JSON value; never in the names of its fields.
 */
public final class References {
    private static final Pattern PARAM = Pattern.compile("params\\.([A-Za-z][A-Za-z0-9_]{0,62})");
    private static final Pattern RUN = Pattern.compile("run\\.(id|startedAt|pipeline)");
    private static final Pattern STEP =
            Pattern.compile("steps\\.([A-Za-z][A-Za-z0-9_-]{0,62})\\.result((?:\\.[A-Za-z0-9_-]{1,100}){0,20})");
    private static final List<String> FORMS =
            List.of("params.NAME", "run.id", "run.startedAt", "run.pipeline", "steps.ID.result.PATH");

    private References() {}

    /**
     * What a text refers to.
     *
     * @param references those of a known form, in order
     * @param faults what is wrong with the others, in order, as sentences
     */
    record Found(List<Reference> references, List<String> faults) {}

    /**
     * The references in a text, in order.
     *
     * @throws OrbitException UNRESOLVED_REFERENCE when a reference is not closed or has none of the forms
     */
    public static List<Reference> in(String text) {
        Found found = find(text);
        if (!found.faults().isEmpty()) {
            throw new OrbitException(
                    ErrorCode.UNRESOLVED_REFERENCE, found.faults().get(0));
        }
        return found.references();
    }

    /** All of a text, also where it is malformed: one fault does not hide the next. */
    static Found find(String text) {
        List<Reference> references = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (int from = text.indexOf("${"); from >= 0; ) {
            int end = text.indexOf('}', from);
            if (end < 0) {
                faults.add("A reference begins with ${ but is not closed by }.");
                break;
            }
            String written = text.substring(from, end + 1);
            read(written).ifPresentOrElse(references::add, () -> faults.add(noReference(written)));
            from = text.indexOf("${", end);
        }
        return new Found(List.copyOf(references), List.copyOf(faults));
    }

    /**
     * The value with every reference replaced by what {@code values} gives for it. A string that is one reference
     * becomes the value itself, of whatever type; within a longer string a string is put in as it is, null as nothing,
     * and anything else as JSON.
     *
     * @throws OrbitException UNRESOLVED_REFERENCE for a malformed reference, and whatever {@code values} throws
     */
    public static JsonNode expand(JsonNode value, Function<Reference, JsonNode> values) {
        if (value.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                object.set(field.getKey(), expand(field.getValue(), values));
            }
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(value.size());
            value.forEach(item -> array.add(expand(item, values)));
            return array;
        }
        return value.isTextual() ? expand(value.textValue(), values) : value;
    }

    /** The reference that makes up the whole text; empty when there is more, or nothing of the kind. */
    static Optional<Reference> whole(String text) {
        boolean one = text.startsWith("${") && text.indexOf('}') == text.length() - 1;
        return one ? read(text) : Optional.empty();
    }

    private static JsonNode expand(String text, Function<Reference, JsonNode> values) {
        List<Reference> found = in(text);
        if (found.isEmpty()) {
            return TextNode.valueOf(text);
        }
        if (found.get(0).text().equals(text)) {
            return values.apply(found.get(0));
        }
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (Reference reference : found) {
            int from = text.indexOf("${", at);
            filled.append(text, at, from).append(inside(values.apply(reference)));
            at = from + reference.text().length();
        }
        return TextNode.valueOf(filled.append(text, at, text.length()).toString());
    }

    private static String inside(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        return value.isTextual() ? value.textValue() : CanonicalJson.compact(value);
    }

    private static String noReference(String text) {
        return "'%s' is no reference; the forms are %s. %s"
                .formatted(Shown.text(text), String.join(", ", FORMS), rootHint(text))
                .strip();
    }

    private static String rootHint(String text) {
        String root = text.substring(2, text.length() - 1).split("\\.", 2)[0];
        return List.of("params", "run", "steps").contains(root)
                ? ""
                : DidYouMean.hint(root, List.of("params", "run", "steps"));
    }

    private static Optional<Reference> read(String text) {
        String inside = text.substring(2, text.length() - 1);
        Matcher param = PARAM.matcher(inside);
        if (param.matches()) {
            return Optional.of(new Reference(Reference.Root.PARAMS, param.group(1), List.of(), text));
        }
        Matcher run = RUN.matcher(inside);
        if (run.matches()) {
            return Optional.of(new Reference(Reference.Root.RUN, run.group(1), List.of(), text));
        }
        Matcher step = STEP.matcher(inside);
        if (step.matches()) {
            String path = step.group(2);
            List<String> parts =
                    path.isEmpty() ? List.of() : List.of(path.substring(1).split("\\."));
            return Optional.of(new Reference(Reference.Root.STEPS, step.group(1), parts, text));
        }
        return Optional.empty();
    }
}
