package io.orbit.cli.command;

import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Session;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.StrictJson;
import io.orbit.schemas.pipeline.Bundle;
import io.orbit.schemas.pipeline.BundleReader;
import io.orbit.schemas.pipeline.DefinitionValidator;
import io.orbit.schemas.pipeline.InvalidDefinition;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.schemas.pipeline.Problem;
import io.orbit.schemas.pipeline.Validation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Definitions in files, read and checked without a server. */
final class Definitions {
    private static final String PLUGIN_HINT = "If a plug-in offers it, name its jar: --plugin PATH";

    private final Session session;
    private final MethodCatalog catalog;
    private final DefinitionValidator validator;

    /** @param plugins jars, or folders of jars, whose methods are known besides the built-in ones */
    Definitions(Session session, List<String> plugins) {
        this.session = session;
        this.catalog = Plugins.catalog(session.console(), plugins);
        this.validator = new DefinitionValidator(catalog);
    }

    MethodCatalog methods() {
        return catalog;
    }

    /**
     * Checks each file, and in a folder each {@code *.json} directly in it that has an {@code apiVersion}; the others
     * there are taken for parts that definitions refer to. {@code -} is standard input.
     */
    List<Checked> check(List<String> filesAndFolders) {
        List<Checked> checked = new ArrayList<>();
        for (String name : filesAndFolders) {
            Path path = plain(session.console().file(name));
            if (name.equals("-")) {
                checked.add(stream("stdin", () -> session.console().streams().in()));
            } else if (Files.isDirectory(path)) {
                definitionsIn(path).forEach(file -> checked.add(check(file)));
            } else {
                checked.add(check(path));
            }
        }
        return checked;
    }

    private Checked check(Path file) {
        String shown = shown(file);
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            return unreadable(shown, "This file is a link to '%s', which is not there.".formatted(target(file)));
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return stream(shown, () -> Files.newInputStream(file));
        }
        return check(shown, () -> BundleReader.read(file));
    }

    private Checked check(String shown, Supplier<Bundle> read) {
        try {
            Bundle bundle = read.get();
            Validation validation = validator.validate(bundle);
            String pipeline =
                    validation.pipeline() == null ? "" : validation.pipeline().pipelineId();
            List<Problem> problems =
                    validation.problems().stream().map(Definitions::hinted).toList();
            return new Checked(shown, bundle, pipeline, problems);
        } catch (InvalidDefinition e) {
            return new Checked(shown, null, "", e.problems());
        }
    }

    /** Opens what is no file with a place among others, such as a pipe: nothing can be referred to from there. */
    private interface Source {
        InputStream open() throws IOException;
    }

    private Checked stream(String shown, Source source) {
        try (InputStream in = source.open()) {
            byte[] bytes = in.readNBytes(StrictJson.MAX_BYTES + 1);
            return check(shown, () -> Bundle.of(bytes, shown));
        } catch (IOException e) {
            return unreadable(shown, "It cannot be read (%s).".formatted(e.getMessage()));
        }
    }

    private static Checked unreadable(String shown, String why) {
        return new Checked(shown, null, "", List.of(new Problem(ErrorCode.FILE_NOT_FOUND, shown, 0, 0, "", why, "")));
    }

    private static Problem hinted(Problem problem) {
        if (problem.code() != ErrorCode.UNKNOWN_METHOD) {
            return problem;
        }
        return new Problem(
                problem.code(),
                problem.file(),
                problem.line(),
                problem.column(),
                problem.pointer(),
                problem.message(),
                (problem.hint() + ' ' + PLUGIN_HINT).strip());
    }

    private List<Path> definitionsIn(Path folder) {
        List<Path> definitions = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.map(Definitions::plain)
                    .filter(f -> f.toString().endsWith(".json") && !Files.isDirectory(f))
                    .sorted()
                    .toList()) {
                if (seemsDefinition(file)) {
                    definitions.add(file);
                }
            }
        } catch (IOException e) {
            throw new Failure(
                    Exit.INVALID,
                    ErrorCode.FILE_NOT_FOUND,
                    "The folder %s cannot be read (%s)."
                            .formatted(folder, e.getClass().getSimpleName()));
        }
        if (definitions.isEmpty()) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    ErrorCode.FILE_NOT_FOUND,
                    "No file *.json in %s has an \"apiVersion\", so none is a pipeline.".formatted(folder));
        }
        return definitions;
    }

    /** Whether it has an {@code apiVersion}; also when nobody can know, so that it is read again and the reason told. */
    private static boolean seemsDefinition(Path file) {
        try {
            // As bytes of one character each: a file that is not UTF-8 is for the reader to complain about.
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains("\"apiVersion\"");
        } catch (IOException e) {
            return true;
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return link; // it is gone by now, which is what is said of it
        }
    }

    private String shown(Path file) {
        Path here = session.console().workingDirectory();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }

    /** Without the parts that only say "here"; {@code ..} stays, because it may lead out of a link. */
    private static Path plain(Path path) {
        Path plain = path.getRoot();
        for (Path part : path) {
            if (!part.toString().equals(".")) {
                plain = plain == null ? part : plain.resolve(part);
            }
        }
        return plain == null ? path : plain;
    }
}
