package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages of the methods show would be accepted. */
class MethodExamplesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MethodCatalog CATALOG = MethodCatalog.load(MethodCatalog.class.getClassLoader());
    private static final Pattern PARAM = Pattern.compile("\\$\\{params\\.([a-z]+)}");

    static Stream<MethodSpec> methods() {
        return CATALOG.methods().stream();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theExampleOfEveryMethodIsAStepThatCouldRun(MethodSpec method) {
        JsonNode example = method.example();

        assertThat(example).as("%s has an example", method.name()).isNotNull();
        assertThat(example.path("method").asText()).isEqualTo(method.name());
        assertThat(example.path("with")).as("its parameters").isNotEmpty();
        assertThat(new DefinitionValidator(CATALOG)
                        .validate(pipelineAround(example))
                        .problems())
                .isEmpty();
    }

    /** With the steps whose rows it reads, the connections and the parameters that it names. */
    private static String pipelineAround(JsonNode step) {
        ObjectNode pipeline =
                JSON.createObjectNode().put("apiVersion", "orbit/v1").put("name", "example");
        PARAM.matcher(step.toString())
                .results()
                .forEach(found ->
                        pipeline.withObject("/params").putObject(found.group(1)).put("type", "string"));
        String connection = step.path("with").path("connection").asText();
        if (!connection.isEmpty()) {
            pipeline.withObject("/connections").putObject(connection).put("type", "any");
        }
        ArrayNode steps = pipeline.putArray("steps");
        Set<String> inputs = new TreeSet<>();
        step.path("inputs").forEach(input -> inputs.add(input.asText()));
        if (inputs.isEmpty()) {
            inputs.add("rows");
        }
        inputs.forEach(input -> steps.addObject()
                .put("id", input)
                .put("method", "ExtractMethods.csv")
                .putObject("with")
                .put("path", input + ".csv"));
        return steps.add(step) == null ? "" : pipeline.toString();
    }
}
