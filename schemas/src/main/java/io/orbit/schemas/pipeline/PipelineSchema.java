package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.json.Pointers;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema (2020-12) of a definition as an author writes it: with the parameters of every method, and with
 * {@code ${…}} and {@code $ref} wherever they may stand. For editors and documentation; {@link DefinitionValidator}
 * checks more than a schema can.
 */
public final class PipelineSchema {
    private final MethodCatalog catalog;

    public PipelineSchema(MethodCatalog catalog) {
        this.catalog = catalog;
    }

    /** A document of its own for every call. */
    public ObjectNode schema() {
        ObjectNode document = (ObjectNode) Schemas.base();
        ObjectNode definitions = (ObjectNode) document.get("$defs");
        ObjectNode step = (ObjectNode) definitions.get("step");
        for (String part : List.of("connection", "param", "execution", "retry", "step")) {
            definitions.set(part, orInclude((ObjectNode) definitions.get(part)));
        }
        definitions.set("reference", reference());
        definitions.set("include", include());
        ArrayNode methods = ((ObjectNode) step.get("properties").get("method")).putArray("enum");
        ArrayNode choices = step.putArray("allOf");
        for (MethodSpec method : catalog.methods()) {
            methods.add(method.name());
            choices.add(choice(method.name()));
            definitions.set(method.name(), parameters(method));
        }
        return document;
    }

    private static ObjectNode choice(String method) {
        ObjectNode choice = JsonNodeFactory.instance.objectNode();
        ObjectNode condition = choice.putObject("if");
        condition.putObject("properties").putObject("method").put("const", method);
        condition.putArray("required").add("method");
        choice.putObject("then")
                .putObject("properties")
                .putObject("with")
                .put("$ref", "#" + Pointers.child("/$defs", method));
        return choice;
    }

    private static ObjectNode parameters(MethodSpec method) {
        ObjectNode own =
                (ObjectNode) open(moved(method.parameters(), Pointers.child("/$defs", method.name()) + "/anyOf/0"));
        own.put("title", method.title());
        own.put("description", method.description());
        return orInclude(own);
    }

    /** The schema with its references to itself led to where it stands in the whole document. */
    private static JsonNode moved(JsonNode schema, String to) {
        if (schema.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            schema.forEach(item -> array.add(moved(item, to)));
            return array;
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String text = field.getValue().asText();
            boolean local = field.getKey().equals("$ref") && text.startsWith("#");
            if (local) {
                object.put("$ref", "#" + to + text.substring(1));
            } else {
                object.set(field.getKey(), moved(field.getValue(), to));
            }
        }
        return object;
    }

    /** The schema of an object with every field open to a reference or an include, at any depth. */
    private static JsonNode open(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode opened = schema.deepCopy();
        for (String group : List.of("properties", "$defs")) {
            if (opened.path(group) instanceof ObjectNode named) {
                named.properties()
                        .forEach(field -> field.setValue(
                                group.equals("$defs") ? open(field.getValue()) : orReference(open(field.getValue()))));
            }
        }
        for (String below : List.of("items", "additionalProperties")) {
            if (opened.path(below).isObject()) {
                opened.set(below, orReference(open(opened.get(below))));
            }
        }
        for (String fork : List.of("anyOf", "oneOf", "allOf")) {
            if (opened.path(fork) instanceof ArrayNode forms) {
                for (int i = 0; i < forms.size(); i++) {
                    forms.set(i, open(forms.get(i)));
                }
            }
        }
        return opened;
    }

    /** SQL and secrets take no reference: one would be code, the other would be in the log. */
    private static JsonNode orReference(JsonNode schema) {
        if (schema.path("x-sql").asBoolean() || schema.path("x-secret").asBoolean()) {
            return schema;
        }
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        ArrayNode forms = either.putArray("anyOf").add(schema);
        forms.addObject().put("$ref", "#/$defs/reference");
        forms.addObject().put("$ref", "#/$defs/include");
        return either;
    }

    private static ObjectNode orInclude(ObjectNode schema) {
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        either.putArray("anyOf").add(schema).addObject().put("$ref", "#/$defs/include");
        return either;
    }

    private static ObjectNode reference() {
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        reference.put("type", "string").put("pattern", "\\$\\{[^}]+\\}");
        return reference.put("description", "Filled in by the run: ${params.x}, ${run.id}, ${steps.id.result.path}.");
    }

    private static ObjectNode include() {
        ObjectNode include = JsonNodeFactory.instance.objectNode();
        include.put("type", "object").put("description", "The value at that place; other fields lie over it.");
        include.putArray("required").add("$ref");
        include.putObject("properties").putObject("$ref").put("type", "string");
        return include;
    }
}
