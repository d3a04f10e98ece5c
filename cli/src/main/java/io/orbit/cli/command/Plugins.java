package io.orbit.cli.command;

import io.orbit.cli.Console;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.schemas.pipeline.PluginFolder;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

/** The methods that are known here: the built-in ones, and those of plug-ins. */
final class Plugins {
    private Plugins() {}

    /**
     * @param paths jars that describe methods, or folders with at least one such jar among the libraries it needs
     * @throws Failure when one of them has no methods to offer
     */
    static MethodCatalog catalog(Console console, List<String> paths) {
        List<Path> jars = new ArrayList<>();
        try {
            for (String path : paths) {
                jars.addAll(jars(console.file(path)));
            }
            List<URL> urls = new ArrayList<>();
            for (Path jar : jars) {
                urls.add(jar.toUri().toURL());
            }
            try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), Plugins.class.getClassLoader())) {
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

    private static List<Path> jars(Path path) {
        boolean folder = Files.isDirectory(path);
        if (!folder && !Files.isRegularFile(path)) {
            throw new Failure(Exit.USAGE, ErrorCode.FILE_NOT_FOUND, "There is no plug-in jar " + path + ".");
        }
        List<Path> jars = folder ? PluginFolder.jars(path) : List.of(path);
        if (jars.stream().noneMatch(Plugins::describesMethods)) {
            throw new Failure(
                    Exit.USAGE,
                    ErrorCode.CONFIGURATION_INVALID,
                    (folder ? "No jar in %s has a %s" : "%s has no %s").formatted(path, MethodCatalog.RESOURCE)
                            + ", so no method is offered. Name the jar of a plug-in, or a folder with one.");
        }
        return jars;
    }

    private static boolean describesMethods(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getEntry(MethodCatalog.RESOURCE) != null;
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE,
                    ErrorCode.CONFIGURATION_INVALID,
                    "%s is no jar that can be read (%s).".formatted(jar, e.getMessage()));
        }
    }
}
