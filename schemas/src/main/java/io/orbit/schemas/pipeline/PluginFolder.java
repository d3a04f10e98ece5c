package io.orbit.schemas.pipeline;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder into which plug-in jars are put, with the libraries that they need. */
public final class PluginFolder {
    private PluginFolder() {}

    /**
     * What sees the classes of {@code parent} and of every jar of the folder. It lives as long as the process.
     *
     * @param folder null for no plug-ins
     * @throws OrbitException CONFIGURATION_INVALID when there is no such folder, or it cannot be read
     */
    public static ClassLoader loader(@Nullable Path folder, ClassLoader parent) {
        if (folder == null) {
            return parent;
        }
        return new URLClassLoader(jars(folder).stream().map(PluginFolder::url).toArray(URL[]::new), parent);
    }

    /**
     * The jars of the folder, by name.
     *
     * @throws OrbitException as {@link #loader}
     */
    public static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw unreadable(folder, "there is no such folder", null);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e.getMessage(), e);
        }
    }

    private static OrbitException unreadable(Path folder, @Nullable String why, @Nullable IOException cause) {
        return new OrbitException(
                ErrorCode.CONFIGURATION_INVALID,
                "The folder of plug-ins %s cannot be read: %s. Correct --plugins or ORBIT_PLUGINS."
                        .formatted(folder.toAbsolutePath(), why),
                cause);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("A path of this machine is no URL: " + jar, e);
        }
    }
}
