package io.orbit.standalone.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of the local environment against each other and against the code. No container is started: what an image itself
 * does with its settings is beyond this test, and docs/local-environment.md says so.
 */
class ComposeTest {
    private static LocalFiles files() throws IOException {
        return LocalFiles.read(Path.of(".."));
    }

    @Test
    void theLocalEnvironmentKeepsEveryRule() throws Exception {
        assertThat(files().problems()).isEmpty();
    }

    @Test
    void everyServiceOfTheLocalEnvironmentIsThere() throws Exception {
        assertThat(files().services())
                .extracting(Service::name)
                .contains("kafka", "registry", "postgres", "mysql", "vault", "storage", "server", "runner");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void eachMistakeIsCaught(String name, String file, String right, String wrong, String told) throws Exception {
        String text = files().text(file);
        assertThat(text).as("what the mistake is made of is still there").contains(right);
        // In place of the first occurrence only, as a slip of the pen would be.
        int at = text.indexOf(right);
        String mistaken = text.substring(0, at) + wrong + text.substring(at + right.length());

        assertThat(files().with(file, mistaken).problems())
                .anySatisfy(problem -> assertThat(problem).contains(told));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                        FormMistakes.shapes(),
                        FormMistakes.variables(),
                        FormMistakes.services(),
                        FormMistakes.ports(),
                        UseMistakes.settings(),
                        UseMistakes.image())
                .flatMap(each -> each);
    }
}
