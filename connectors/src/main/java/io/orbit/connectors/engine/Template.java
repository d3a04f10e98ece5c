package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces references in the texts of a step's {@code with}: {@code ${params.x}}, {@code ${run.id}},
 * {@code ${run.startedAt}}, {@code ${run.pipeline}} and {@code ${steps.<id>.result.<path>}}. A text that is nothing but
 * one reference becomes what it refers to, with its JSON type; inside a longer text it becomes text. A second dollar sign
 * in front makes it plain text: {@code $${run.id}} stands for the ten characters. Names of fields are left alone, and
 * what was put in is not looked at again.
 */
final class Template {
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$)?\\{([^}]*)}");
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final SegmentRequest segment;
    private final Results files;
    private final Map<String, JsonNode> results;

    Template(SegmentRequest segment, Results files) {
        this.segment = segment;
        this.files = files;
        this.results = new HashMap<>(segment.results());
    }

    /** Makes a step's result known to the steps after it. */
    void add(String step, JsonNode result) {
        results.put(step, result);
    }

    /** @throws OrbitException UNRESOLVED_REFERENCE when something does not exist; INPUT_MISSING when its file is gone */
    JsonNode resolve(JsonNode value) {
        if (value.isTextual()) {
            return text(value.asText());
        }
        if (value instanceof ObjectNode object) {
            ObjectNode resolved = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> resolved.set(field.getKey(), resolve(field.getValue())));
            return resolved;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode resolved = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> resolved.add(resolve(item)));
            return resolved;
        }
        return value;
    }

    private JsonNode text(String text) {
        Matcher reference = REFERENCE.matcher(text);
        if (reference.matches() && reference.group(1) == null) {
            return lookUp(reference.group(2).strip());
        }
        reference.reset();
        StringBuilder resolved = new StringBuilder(text.length());
        while (reference.find()) {
            String found = reference.group(1) != null
                    ? reference.group().substring(1)
                    : embedded(lookUp(reference.group(2).strip()));
            reference.appendReplacement(resolved, Matcher.quoteReplacement(found));
        }
        reference.appendTail(resolved);
        return TextNode.valueOf(resolved.toString());
    }

    private JsonNode lookUp(String name) {
        JsonNode found = find(name);
        if (found.isMissingNode()) {
            throw new OrbitException(
                    ErrorCode.UNRESOLVED_REFERENCE,
                    ("${%s} names nothing that exists here. There are params, run.id, run.startedAt, run.pipeline, and"
                                    + " steps.<id>.result.<path> of steps that come before this one.")
                            .formatted(name));
        }
        return found;
    }

    private JsonNode find(String name) {
        String[] parts = name.split("\\.", -1);
        if (name.equals("run.id")) {
            return TextNode.valueOf(segment.runId());
        }
        if (name.equals("run.pipeline")) {
            return TextNode.valueOf(segment.pipeline());
        }
        if (name.equals("run.startedAt")) {
            return TextNode.valueOf(MILLIS.format(segment.runStartedAt()));
        }
        if (parts.length >= 2 && parts[0].equals("params")) {
            return path(segment.params(), parts, 1);
        }
        if (parts.length >= 3 && parts[0].equals("steps") && parts[2].equals("result")) {
            JsonNode result = results.get(parts[1]);
            return result == null ? MissingNode.getInstance() : path(files.open(result), parts, 3);
        }
        return MissingNode.getInstance();
    }

    private static JsonNode path(JsonNode from, String[] parts, int start) {
        JsonNode at = from;
        for (int part = start; part < parts.length; part++) {
            boolean index = at.isArray() && parts[part].matches("\\d{1,9}");
            at = index ? at.path(Integer.parseInt(parts[part])) : at.path(parts[part]);
        }
        return at;
    }

    private static String embedded(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
