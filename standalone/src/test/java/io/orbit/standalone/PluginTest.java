package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A jar in the folder of plug-ins: its methods are known to the server, and run, with code of their own inside Spark. */
@Timeout(300)
class PluginTest {
    private static final String DEFINITION = """
            { "apiVersion": "orbit/v1", "name": "cities",
              "steps": [
                { "id": "read", "method": "ExtractMethods.csv", "with": { "path": "%s" } },
                { "id": "title", "method": "TextMethods.titleCase", "with": { "columns": ["city"] } },
                { "id": "slug", "method": "TextMethods.slug", "with": { "column": "city" } },
                { "id": "load", "method": "LoadMethods.delta", "with": { "path": "%s" } } ] }
            """;

    @Test
    void aJarInTheFolderOfPluginsIsFoundByServerAndRunner(@TempDir Path folder) throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        pack(Child.HOME.resolve("examples/plugin/target/classes"), plugins.resolve("text.jar"));
        Path cities = Files.writeString(folder.resolve("cities.csv"), "city\nSAN JOSE\nSÃO PAULO\n");
        Path table = folder.resolve("table");
        HouseSettings settings =
                HouseSettings.in(folder.resolve("data"), folder).withPlugins(plugins);

        try (House house = House.start(settings)) {
            Orbit orbit = new Orbit(house.url(), house.bootstrap());
            orbit.apply(DEFINITION.formatted(cities, table));
            orbit.awaitRun(orbit.run("default.cities"), "SUCCEEDED");
        }

        assertThat(DeltaRows.column(table, "city")).isEqualTo(List.of("San Jose", "São Paulo"));
        assertThat(DeltaRows.column(table, "slug")).isEqualTo(List.of("san-jose", "sao-paulo"));
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                entries.putNextEntry(new JarEntry(name));
                entries.write(Files.readAllBytes(file));
                entries.closeEntry();
            }
        }
    }
}
