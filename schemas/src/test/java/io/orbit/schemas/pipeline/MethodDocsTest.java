package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/methods/}: a page for each method that Orbit brings, and the list of them. */
class MethodDocsTest {
    private static final Path FOLDER = Path.of("../docs/methods");
    private static final String INDEX = "README.md";

    private static final String HEAD = """
            # Methods

            What a step can call. These pages are made by `MethodDocsTest` from the descriptions by which parameters are
            checked; a change by hand fails the build. How steps are put together is in [pipelines.md](../pipelines.md).

            """;

    @Test
    void everyMethodHasAPageThatSaysWhatIsChecked() throws IOException {
        Map<String, String> pages = pages();
        if (Boolean.getBoolean("orbit.docs.write")) {
            Files.createDirectories(FOLDER);
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
            }
        }

        Map<String, String> checkedIn = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                checkedIn.put(file.getFileName().toString(), Files.readString(file));
            }
        }

        assertThat(checkedIn)
                .as("run this test with -Dorbit.docs.write=true and check the change in")
                .isEqualTo(pages);
    }

    private static Map<String, String> pages() {
        List<MethodSpec> methods =
                MethodCatalog.load(MethodCatalog.class.getClassLoader()).methods();
        Map<String, String> pages = new TreeMap<>();
        methods.forEach(method -> pages.put(method.name() + ".md", MethodPage.of(method)));
        pages.put(
                INDEX,
                HEAD
                        + Stream.of("ExtractMethods", "UserMethods", "LoadMethods")
                                .map(family -> section(family, methods))
                                .collect(Collectors.joining("\n")));
        return pages;
    }

    private static String section(String family, List<MethodSpec> methods) {
        return methods.stream()
                .filter(method -> method.name().startsWith(family + "."))
                .map(method -> "| [%s](%s.md) | %s | %s |\n"
                        .formatted(
                                method.name(),
                                method.name(),
                                method.title(),
                                method.guarantee() == null ? "" : method.guarantee()))
                .collect(Collectors.joining(
                        "", "## %s\n\n| method | what | after a retry |\n|---|---|---|\n".formatted(family), ""));
    }
}
