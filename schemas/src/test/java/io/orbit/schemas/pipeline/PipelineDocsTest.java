package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/pipelines.md} and {@code docs/how-do-i.md} show what is accepted. */
class PipelineDocsTest {
    private static final Pattern JSON = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    private static final MethodCatalog CATALOG = MethodCatalog.load(MethodCatalog.class.getClassLoader());

    private static List<String> examples(Path page) throws IOException {
        return JSON.matcher(Files.readString(page))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipelines.md", "how-do-i.md"})
    void theExamplesOfThePageArePipelines(String page) throws IOException {
        List<String> examples = examples(Path.of("../docs").resolve(page));

        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(example -> assertThat(new DefinitionValidator(CATALOG)
                                .validate(example)
                                .problems())
                        .isEmpty());
    }
}
