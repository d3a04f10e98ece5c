package io.orbit.control.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The core is to be read in an afternoon. */
final class CoreIsSmallTest {
    private static final Path SOURCES = Path.of("src/main/java/io/orbit/control/core");

    @Test
    void theCoreStaysSmall() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            int lines = files.mapToInt(CoreIsSmallTest::linesOfCode).sum();

            assertThat(lines).isBetween(500, 1_199);
        }
    }

    /** Lines that are not blank, comment, import or package. */
    private static int linesOfCode(Path file) {
        int code = 0;
        boolean comment = false;
        for (String line : read(file)) {
            String text = line.strip();
            comment |= text.startsWith("/*");
            boolean counts = !comment
                    && !text.isEmpty()
                    && !text.startsWith("//")
                    && !text.startsWith("import ")
                    && !text.startsWith("package ");
            code += counts ? 1 : 0;
            comment &= !text.endsWith("*/");
        }
        return code;
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
