package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** The page of a method, made from the description by which its parameters are checked. */
final class MethodPage {
    private static final int LINE = 110;

    private final StringBuilder text = new StringBuilder();

    private MethodPage() {}

    static String of(MethodSpec method) {
        MethodPage page = new MethodPage();
        page.text
                .append("# ")
                .append(method.name())
                .append("\n\n")
                .append(method.description())
                .append("\n\n")
                .append(facts(method))
                .append('\n');
        if (method.parameters().path("properties").isEmpty()) {
            page.text.append("It has no parameters.\n\n");
        } else {
            page.text.append("## Parameters\n\n");
            page.table("", method.parameters());
        }
        page.text.append("## Example\n\n```json\n").append(example(method)).append("\n```\n");
        return page.text.toString();
    }

    private static String facts(MethodSpec method) {
        StringJoiner facts = new StringJoiner("\n", "", "\n");
        facts.add("* Kind: " + method.kind().name().toLowerCase(java.util.Locale.ROOT));
        facts.add("* Inputs: " + inputs(method));
        if (method.guarantee() != null) {
            String because = method.effects().because();
            facts.add("* After a retry: " + method.guarantee() + (because.isEmpty() ? "" : ", because " + because));
        }
        if (method.kind() == MethodSpec.Kind.EXTRACT) {
            facts.add("* A run's first attempt pins: " + pins(method.effects()));
        }
        facts.add("* Needs Spark: " + (method.light() ? "no" : "yes"));
        return facts.toString();
    }

    private static String pins(MethodSpec.Effects effects) {
        if (effects.pins().isEmpty()) {
            return "nothing";
        }
        return effects.pins() + (effects.pinnedBy().isEmpty() ? "" : ", when `" + effects.pinnedBy() + "` is given");
    }

    private static String inputs(MethodSpec method) {
        if (method.maxInputs() == 0) {
            return "none";
        }
        boolean one = method.minInputs() == method.maxInputs();
        return one ? Integer.toString(method.minInputs()) : method.minInputs() + " to " + method.maxInputs();
    }

    private void table(String prefix, JsonNode object) {
        text.append("| parameter | type | default | meaning |\n|---|---|---|---|\n");
        rows(prefix, object);
        text.append('\n');
    }

    /** A row for each, and behind it those of the objects in it. */
    private void rows(String prefix, JsonNode object) {
        Set<String> required = new HashSet<>();
        object.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> each : object.path("properties").properties()) {
            JsonNode schema = each.getValue();
            String preset = required.contains(each.getKey()) ? "required" : code(schema.get("default"));
            text.append("| `%s%s` | %s | %s | %s |\n"
                    .formatted(
                            prefix,
                            each.getKey(),
                            type(schema),
                            preset,
                            cell(schema.path("description").asText())));
            rows(prefix + each.getKey() + ".", schema);
            rows(prefix + each.getKey() + "[].", schema.path("items"));
        }
    }

    private static String type(JsonNode schema) {
        if (schema.has("enum")) {
            StringJoiner words = new StringJoiner(", ");
            schema.path("enum").forEach(word -> words.add("`" + word.asText() + "`"));
            return words.toString();
        }
        String type = schema.path("type").asText("any");
        if (type.equals("array")) {
            return "list of " + schema.path("items").path("type").asText("any");
        }
        StringBuilder limits = new StringBuilder(type);
        if (schema.has("minimum")) {
            limits.append(" ≥ ").append(schema.path("minimum").asText());
        }
        if (schema.has("maximum")) {
            limits.append(" ≤ ").append(schema.path("maximum").asText());
        }
        return limits.toString();
    }

    private static String code(JsonNode value) {
        return value == null ? "" : "`" + cell(value.toString()) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    /** The module's own, else the step with every parameter that has an example. */
    private static String example(MethodSpec method) {
        if (method.example() != null) {
            return printed(method.example(), "");
        }
        StringJoiner with = new StringJoiner(", ", "{ ", " }");
        with.setEmptyValue("{}");
        for (Map.Entry<String, JsonNode> each :
                method.parameters().path("properties").properties()) {
            JsonNode examples = each.getValue().path("examples");
            if (!examples.isEmpty()) {
                with.add("\"%s\": %s".formatted(each.getKey(), examples.get(0)));
            }
        }
        return "{ \"id\": \"my-step\", \"method\": \"%s\", \"with\": %s }".formatted(method.name(), with);
    }

    /** On one line where it fits, else a line for each field or item. */
    private static String printed(JsonNode value, String indent) {
        String line = oneLine(value);
        if (!value.isContainerNode() || indent.length() + line.length() <= LINE) {
            return line;
        }
        String deeper = indent + "  ";
        StringJoiner lines = value.isArray()
                ? new StringJoiner(",\n" + deeper, "[\n" + deeper, " ]")
                : new StringJoiner(",\n" + deeper, "{ ", " }");
        if (value.isArray()) {
            value.forEach(item -> lines.add(printed(item, deeper)));
        } else {
            value.properties()
                    .forEach(field ->
                            lines.add("\"%s\": %s".formatted(field.getKey(), printed(field.getValue(), deeper))));
        }
        return lines.toString();
    }

    private static String oneLine(JsonNode value) {
        StringJoiner parts;
        if (value.isArray()) {
            parts = new StringJoiner(", ", "[", "]");
            value.forEach(item -> parts.add(oneLine(item)));
        } else if (value.isObject()) {
            parts = new StringJoiner(", ", "{ ", " }");
            parts.setEmptyValue("{}");
            value.properties()
                    .forEach(field -> parts.add("\"%s\": %s".formatted(field.getKey(), oneLine(field.getValue()))));
        } else {
            return value.toString();
        }
        return parts.toString();
    }
}
