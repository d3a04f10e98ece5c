package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.json.DidYouMean;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every method that steps can call. Immutable. */
public final class MethodCatalog {
    /** Where a jar describes the methods that it offers. */
    public static final String RESOURCE = "META-INF/orbit/methods.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SortedMap<String, MethodSpec> byName;

    private MethodCatalog(SortedMap<String, MethodSpec> byName) {
        this.byName = Collections.unmodifiableSortedMap(byName);
    }

    /**
     * The methods of every jar that {@code loader} sees; none when no jar describes any.
     *
     * @throws OrbitException CONFIGURATION_INVALID when a description is broken, or two differ about a method
     */
    public static MethodCatalog load(ClassLoader loader) {
        List<MethodSpec> all = new ArrayList<>();
        try {
            for (URL url : Collections.list(loader.getResources(RESOURCE))) {
                try (InputStream in = url.openStream()) {
                    all.addAll(read(new String(in.readAllBytes(), StandardCharsets.UTF_8), url.toString()));
                }
            }
        } catch (IOException e) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The descriptions of methods (%s) cannot be read: %s".formatted(RESOURCE, e.getMessage()),
                    e);
        }
        return of(all);
    }

    /** @throws OrbitException CONFIGURATION_INVALID when two that differ have the same name */
    public static MethodCatalog of(Collection<MethodSpec> methods) {
        SortedMap<String, MethodSpec> byName = new TreeMap<>();
        for (MethodSpec method : methods) {
            MethodSpec known = byName.put(method.name(), method);
            if (known != null && !known.equals(method)) {
                throw new OrbitException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "The method '%s' is described twice, and differently; remove one of the jars that offer it."
                                .formatted(method.name()));
            }
        }
        return new MethodCatalog(byName);
    }

    /**
     * @param json the content of one description
     * @param source names it in errors
     * @throws OrbitException CONFIGURATION_INVALID when it is broken
     */
    public static MethodCatalog parse(String json, String source) {
        return of(read(json, source));
    }

    public Optional<MethodSpec> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** In order of their names. */
    public List<MethodSpec> methods() {
        return List.copyOf(byName.values());
    }

    /** A method of nearly that name, or of that name in another class. */
    Optional<String> similar(String name) {
        String simple = simple(name);
        return DidYouMean.closest(name, byName.keySet())
                .or(() -> byName.keySet().stream()
                        .filter(known -> simple(known).equals(simple))
                        .findFirst());
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static List<MethodSpec> read(String json, String source) {
        try {
            List<MethodSpec> methods = new ArrayList<>();
            for (JsonNode method : JSON.readTree(json).path("methods")) {
                methods.add(method(method));
            }
            return methods;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The description of methods in %s is broken: %s".formatted(source, e.getMessage()),
                    e);
        }
    }

    private static MethodSpec method(JsonNode json) {
        String name = json.path("name").asText();
        JsonNode parameters = json.path("parameters");
        if (name.isEmpty() || !parameters.isObject()) {
            throw new IllegalArgumentException("the method '%s' lacks a name or parameters".formatted(name));
        }
        JsonNode inputs = json.path("inputs");
        JsonNode guarantee = json.path("guarantee");
        return new MethodSpec(
                name,
                MethodSpec.Kind.valueOf(json.path("kind").asText().toUpperCase(Locale.ROOT)),
                json.path("light").asBoolean(),
                json.path("title").asText(),
                json.path("description").asText(),
                json.path("streaming").asBoolean(),
                inputs.path("min").asInt(),
                inputs.path("max").asInt() < 0
                        ? Integer.MAX_VALUE
                        : inputs.path("max").asInt(),
                guarantee.isTextual() ? guarantee.textValue() : null,
                effects(json),
                json.get("example"),
                parameters);
    }

    private static MethodSpec.Effects effects(JsonNode json) {
        Set<String> modes = new HashSet<>();
        json.path("idempotentModes").forEach(mode -> modes.add(mode.asText()));
        JsonNode pins = json.path("pins");
        return new MethodSpec.Effects(
                pins.path("what").asText(),
                pins.path("by").asText(),
                json.path("because").asText(),
                json.path("writesIf").asText(),
                modes);
    }
}
