package io.orbit.standalone.compose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files that make up the local environment.
 *
 * @param root of the repository
 * @param texts by name
 */
record LocalFiles(Path root, Map<String, String> texts) {
    static final String COMPOSE = "docker-compose.yml";
    static final String DOCKERFILE = "Dockerfile";
    static final String IGNORED = ".dockerignore";
    static final String EXAMPLE = ".env.example";
    static final String PAGE = "docs/local-environment.md";

    private static final List<String> NAMES =
            List.of(COMPOSE, DOCKERFILE, IGNORED, EXAMPLE, PAGE, "orbit", "pom.xml", ".gitignore");
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static LocalFiles read(Path root) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : NAMES) {
            texts.put(name, Files.readString(root.resolve(name)));
        }
        return new LocalFiles(root, texts);
    }

    /** The same with another text in one file. */
    LocalFiles with(String file, String text) {
        Map<String, String> changed = new LinkedHashMap<>(texts);
        changed.put(file, text);
        return new LocalFiles(root, changed);
    }

    String text(String file) {
        return texts.getOrDefault(file, "");
    }

    /** @throws JsonProcessingException when it is no YAML, or says something twice */
    JsonNode compose() throws JsonProcessingException {
        return YAML.readTree(text(COMPOSE));
    }

    List<Service> services() {
        try {
            return compose().path("services").properties().stream()
                    .map(each -> new Service(each.getKey(), each.getValue()))
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The Compose file was read before.", e);
        }
    }

    Service service(String name) {
        return services().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no service '%s'.".formatted(name)));
    }

    Dockerfile dockerfile() {
        return Dockerfile.parse(text(DOCKERFILE));
    }

    /** What {@code .env.example} sets, blanks included. */
    Map<String, String> example() {
        Map<String, String> variables = new TreeMap<>();
        lines(EXAMPLE).filter(line -> !line.startsWith("#")).forEach(line -> {
            String[] parts = line.split("=", 2);
            variables.put(parts[0], parts.length == 2 ? parts[1] : "");
        });
        return variables;
    }

    /** The same after somebody has filled in the blanks. */
    Map<String, String> filledIn() {
        Map<String, String> variables = example();
        variables.replaceAll((name, value) -> value.isBlank() ? "filled-in" : value);
        return variables;
    }

    /** Stripped, without the empty ones. */
    Stream<String> lines(String file) {
        return text(file).lines().map(String::strip).filter(line -> !line.isEmpty());
    }

    /** What is wrong with them, by every rule. */
    List<String> problems() {
        Problems problems = new Problems();
        try {
            JsonNode compose = compose();
            Shape.check(compose, problems);
        } catch (JsonProcessingException e) {
            problems.add(COMPOSE + " is not to be read: " + e.getOriginalMessage());
        }
        // The other rules rely on its form.
        if (problems.found().isEmpty()) {
            VariableRules.check(this, problems);
            ServiceRules.check(this, problems);
            PortRules.check(this, problems);
            OrbitRules.check(this, problems);
            KafkaRules.check(this, problems);
            ImageRules.check(this, problems);
        }
        return problems.found();
    }
}
