package io.orbit.connectors.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The list of methods as a file, for checking pipelines without running any method's code. */
public final class Catalogue {
    /** Where a jar carries its catalogue. */
    public static final String RESOURCE = "META-INF/orbit/methods.json";

    private Catalogue() {}

    /** The file's text: the same for the same code, methods by name, parameters in the order of their record. */
    public static String text(MethodRegistry registry) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        ArrayNode methods = root.putArray("methods");
        registry.all().forEach(method -> methods.add(entry(method)));
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        try {
            return Json.MAPPER.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON nodes can always be printed.", e);
        }
    }

    /** Replaces the file; folders are made. */
    public static void write(MethodRegistry registry, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text(registry), StandardCharsets.UTF_8);
    }

    /** Only what there is to say. */
    private static void effects(ObjectNode entry, Method about) {
        if (!about.because().isEmpty()) {
            entry.put("because", about.because());
        }
        if (!about.writesIf().isEmpty()) {
            entry.put("writesIf", about.writesIf());
        }
        if (about.idempotentModes().length > 0) {
            ArrayNode modes = entry.putArray("idempotentModes");
            List.of(about.idempotentModes()).forEach(modes::add);
        }
        if (!about.pins().isEmpty()) {
            entry.putObject("pins").put("what", about.pins()).put("by", about.pinnedBy());
        }
    }

    private static ObjectNode entry(RegisteredMethod method) {
        ObjectNode entry = Json.MAPPER
                .createObjectNode()
                .put("name", method.name())
                .put("kind", method.about().kind().word())
                .put("light", method.light())
                .put("title", method.about().title())
                .put("description", method.about().description())
                .put("streaming", method.about().streaming());
        entry.putObject("inputs").put("min", method.minInputs()).put("max", method.maxInputs());
        String guarantee = method.about().guarantee();
        entry.put("guarantee", guarantee.isEmpty() ? null : guarantee);
        effects(entry, method.about());
        if (!method.about().example().isEmpty()) {
            entry.set("example", Json.parse(method.about().example()));
        }
        entry.set("parameters", ParameterSchema.of(method.parameters()));
        return entry;
    }
}
