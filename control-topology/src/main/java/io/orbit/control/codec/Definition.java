package io.orbit.control.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.control.core.Plan;
import io.orbit.schemas.pipeline.ParamSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of a pipeline as it was recorded: the plan, and the JSON from which offers are made. What is in the record
 * decides, never the catalogue of methods of today.
 */
public final class Definition {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RESULT = Pattern.compile("\\$\\{steps\\.([A-Za-z][A-Za-z0-9_-]*)\\.result");

    private final Plan plan;
    private final String json;
    private final String hash;
    private final String connections;
    private final Map<String, ParamSpec> params;
    private final Map<String, Step> steps = new LinkedHashMap<>();

    /** A step as it is offered: its JSON, the steps whose data it reads, the steps whose results it names. */
    private record Step(ObjectNode spec, Set<String> inputs, Set<String> results) {}

    /** @param json the definition as recorded, with inputs spelled out */
    public Definition(Plan plan, String hash, String json) {
        this.plan = plan;
        this.hash = hash;
        this.json = json;
        JsonNode document = parse(json);
        this.connections = document.path("connections").isObject()
                ? document.path("connections").toString()
                : "{}";
        this.params = params(document.path("params"));
        for (JsonNode step : document.path("steps")) {
            steps.put(
                    step.path("id").asText(),
                    new Step(((ObjectNode) step).deepCopy(), inputs(step.path("inputs")), results(step)));
        }
    }

    public Plan plan() {
        return plan;
    }

    /** A definition that can be published again: the recorded one without what was added to it. */
    public String published() {
        ObjectNode document = (ObjectNode) parse(json);
        document.path("steps").forEach(step -> ((ObjectNode) step).remove(List.of("output", "stream")));
        return document.toString();
    }

    /** SHA-256 of the definition as it was published, hex. */
    public String hash() {
        return hash;
    }

    /** The definition as recorded. */
    public String json() {
        return json;
    }

    public Map<String, ParamSpec> params() {
        return params;
    }

    /** JSON object of the connections, by name. */
    public String connections() {
        return connections;
    }

    /** The step's JSON for an offer; {@code generation} tells apart what it wrote before it was made to run again. */
    public String spec(String step, int generation) {
        ObjectNode spec = known(step).spec();
        return generation == 0
                ? spec.toString()
                : spec.deepCopy().put("generation", generation).toString();
    }

    /** Steps outside of {@code segment} whose data the step reads. */
    public List<String> inputsFromOutside(String step, Set<String> segment) {
        List<String> outside = new ArrayList<>(known(step).inputs());
        outside.removeAll(segment);
        return outside;
    }

    /** Steps whose results the step names in {@code ${steps.<id>.result…}}. */
    public Set<String> results(String step) {
        return known(step).results();
    }

    private Step known(String id) {
        Step step = steps.get(id);
        if (step == null) {
            throw new IllegalStateException("The definition has no step '" + id + "'.");
        }
        return step;
    }

    static Set<String> inputs(JsonNode inputs) {
        Set<String> ids = new LinkedHashSet<>();
        inputs.forEach(each -> ids.add(each.asText()));
        return ids;
    }

    private static Set<String> results(JsonNode step) {
        Set<String> ids = new LinkedHashSet<>();
        Matcher matcher = RESULT.matcher(step.path("with").toString());
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }

    private static Map<String, ParamSpec> params(JsonNode declared) {
        Map<String, ParamSpec> specs = new LinkedHashMap<>();
        declared.properties().forEach(field -> {
            JsonNode spec = field.getValue();
            List<JsonNode> allowed = new ArrayList<>();
            spec.path("enum").forEach(allowed::add);
            specs.put(
                    field.getKey(),
                    new ParamSpec(
                            field.getKey(),
                            ParamSpec.Type.valueOf(
                                    spec.path("type").asText("string").toUpperCase(Locale.ROOT)),
                            spec.path("required").asBoolean(false),
                            spec.get("default"),
                            allowed,
                            spec.path("description").asText("")));
        });
        return specs;
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A recorded definition is not JSON; the log is damaged.", e);
        }
    }
}
