package io.orbit.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of error codes says what the code says. */
class ErrorDocsTest {
    private static final Path PAGE = Path.of("../docs/errors.md");

    private static final String HEAD = """
            # Error codes

            This page is made from `ErrorCode` by `ErrorDocsTest`; a change by hand fails the build.
            A code keeps its number for ever, and no number is used twice.

            The kind says who must act:

            | kind | who must act |
            |---|---|
            | `TRANSIENT` | nobody: it may pass by itself |
            | `TIMEOUT` | nobody, or whoever set the limit |
            | `CONFIG` | whoever wrote the definition, the request or the setting |
            | `AUTH` | whoever manages credentials and grants |
            | `DATA` | whoever owns the data |
            | `INTERNAL` | whoever maintains Orbit or the method |

            A step that fails with a retried code is tried again as long as its retry policy allows. The one exception is
            `STEP_LOST`: lost attempts have a budget of their own, and this code says that it is used up. For codes that are
            not about steps, the column says whether asking again can help.

            | code | name | kind | retried | meaning |
            |---|---|---|---|---|
            """;

    @Test
    void thePageListsEveryCodeAsItIs() throws IOException {
        if (Boolean.getBoolean("orbit.docs.write")) {
            Files.writeString(PAGE, page());
        }

        String checkedIn = Files.readString(PAGE);

        assertThat(checkedIn)
                .as("run this test with -Dorbit.docs.write=true and check the change in")
                .isEqualTo(page());
    }

    @Test
    void noNumberIsGivenTwice() {
        List<Integer> numbers =
                Stream.of(ErrorCode.values()).map(ErrorCode::number).toList();

        assertThat(numbers).doesNotHaveDuplicates();
    }

    private static String page() {
        return Stream.of(ErrorCode.values())
                .sorted(Comparator.comparingInt(ErrorCode::number))
                .map(ErrorDocsTest::row)
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static String row(ErrorCode code) {
        return "| %s | `%s` | `%s` | %s | %s |\n"
                .formatted(
                        code.id(),
                        code.name(),
                        code.kind(),
                        code.kind().retryable() ? "yes" : "no",
                        code.meaning().replace("|", "\\|"));
    }
}
