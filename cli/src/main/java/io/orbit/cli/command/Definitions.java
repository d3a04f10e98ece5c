package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Session;
import io.orbit.cli.http.Json;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.json.Place;
import io.orbit.schemas.pipeline.Bundle;
import io.orbit.schemas.pipeline.BundleReader;
import io.orbit.schemas.pipeline.DefinitionValidator;
import io.orbit.schemas.pipeline.InvalidDefinition;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.schemas.pipeline.PluginFolder;
import io.orbit.schemas.pipeline.Problem;
import io.orbit.schemas.pipeline.Validation;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Definitions in files, read and checked without a server. */
final class Definitions {
    /**
     * A file and what was found in it.
     *
     * @param bundle the definition with every {@code $ref} expanded; null when it could not be read
     * @param pipeline {@code namespace.name}; empty when there are problems
     */
    record Checked(String file, @Nullable Bundle bundle, String pipeline, List<Problem> problems) {
        boolean valid() {
            return problems.isEmpty();
        }

        ObjectNode json() {
            ObjectNode json = Json.object().put("file", file).put("valid", valid());
            if (valid()) {
                json.put("pipeline", pipeline);
            }
            ArrayNode list = json.putArray("problems");
            for (Problem problem : problems) {
                list.addObject()
                        .put("code", problem.code().id())
                        .put("file", problem.file())
                        .put("line", problem.line())
                        .put("column", problem.column())
                        .put("pointer", problem.pointer())
                        .put("message", problem.message())
                        .put("hint", problem.hint());
            }
            return json;
        }

        /** The same definition with what a server found in it, at the places where that stands in our files. */
        Checked refused(Iterable<JsonNode> errors) {
            List<Problem> found = new ArrayList<>();
            for (JsonNode error : errors) {
                String pointer = error.path("pointer").asText("");
                Place place = bundle == null ? Place.UNKNOWN : bundle.place(pointer);
                found.add(new Problem(
                        code(error.path("code").asText("")),
                        place.file().isEmpty() ? file : place.file(),
                        place.line(),
                        place.column(),
                        pointer,
                        error.path("message").asText(""),
                        error.path("hint").asText("")));
            }
            return new Checked(file, bundle, pipeline, found);
        }

        /** A code that this version does not know says at least that the definition is wrong. */
        private static ErrorCode code(String id) {
            return Stream.of(ErrorCode.values())
                    .filter(code -> code.id().equals(id))
                    .findFirst()
                    .orElse(ErrorCode.DEFINITION_INVALID);
        }

        /** One line per problem: {@code file:line:column  CODE  pointer  message  (hint)}. */
        List<String> lines() {
            return problems.stream().map(Checked::line).toList();
        }

        private static String line(Problem problem) {
            String place = problem.file() + (problem.line() > 0 ? ":" + problem.line() + ":" + problem.column() : "");
            return place + "  " + problem.code().id()
                    + (problem.pointer().isEmpty() ? "" : " " + problem.pointer())
                    + "  " + problem.message()
                    + (problem.hint().isEmpty() ? "" : "  (" + problem.hint() + ")");
        }
    }

    private final Session session;
    private final MethodCatalog catalog;

    /** @param plugins jars, or folders of jars, whose methods are known besides the built-in ones */
    Definitions(Session session, List<String> plugins) {
        this.session = session;
        this.catalog = catalog(session, plugins);
    }

    private static MethodCatalog catalog(Session session, List<String> plugins) {
        List<URL> jars = new ArrayList<>();
        try {
            for (String plugin : plugins) {
                Path jar = session.console().file(plugin);
                if (Files.isDirectory(jar)) {
                    for (Path each : PluginFolder.jars(jar)) {
                        jars.add(each.toUri().toURL());
                    }
                    continue;
                } else if (!Files.isRegularFile(jar)) {
                    throw new Failure(Exit.USAGE, ErrorCode.FILE_NOT_FOUND, "There is no plug-in jar " + jar + ".");
                }
                jars.add(jar.toUri().toURL());
            }
            try (URLClassLoader loader =
                    new URLClassLoader(jars.toArray(URL[]::new), Definitions.class.getClassLoader())) {
                return MethodCatalog.load(loader);
            }
        } catch (MalformedURLException e) {
            throw Failure.usage("A plug-in jar has a path that Java cannot open: " + e.getMessage());
        } catch (IOException e) {
            throw Failure.unforeseen(e);
        } catch (OrbitException e) {
            throw new Failure(Exit.INVALID, e.code(), String.valueOf(e.getMessage()));
        }
    }

    MethodCatalog methods() {
        return catalog;
    }

    /**
     * Checks each file, and in a folder each {@code *.json} directly in it that has an {@code apiVersion}; the others
     * there are taken for parts that definitions refer to.
     */
    List<Checked> check(List<String> filesAndFolders) {
        DefinitionValidator validator = new DefinitionValidator(catalog);
        List<Checked> checked = new ArrayList<>();
        for (String name : filesAndFolders) {
            Path path = session.console().file(name);
            for (Path file : Files.isDirectory(path) ? definitionsIn(path) : List.of(path)) {
                checked.add(check(validator, file));
            }
        }
        return checked;
    }

    private Checked check(DefinitionValidator validator, Path file) {
        String shown = shown(file);
        try {
            Bundle bundle = BundleReader.read(file);
            Validation validation = validator.validate(bundle);
            String pipeline =
                    validation.pipeline() == null ? "" : validation.pipeline().pipelineId();
            return new Checked(shown, bundle, pipeline, validation.problems());
        } catch (InvalidDefinition e) {
            return new Checked(shown, null, "", e.problems());
        }
    }

    private List<Path> definitionsIn(Path folder) {
        List<Path> definitions = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                // As bytes of one character each: a file that is not UTF-8 is for the reader to complain about.
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains("\"apiVersion\"")) {
                    definitions.add(file);
                }
            }
        } catch (IOException e) {
            throw new Failure(Exit.INVALID, ErrorCode.FILE_NOT_FOUND, "The folder " + folder + " cannot be read.");
        }
        if (definitions.isEmpty()) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    ErrorCode.FILE_NOT_FOUND,
                    "No file *.json in %s has an \"apiVersion\", so none is a pipeline.".formatted(folder));
        }
        return definitions;
    }

    private String shown(Path file) {
        Path here = session.console().workingDirectory();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }
}
