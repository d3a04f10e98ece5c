package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/pipelines.md} shows what is accepted. */
class PipelineDocsTest {
    private static final Pattern JSON = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    private static final MethodCatalog CATALOG = MethodCatalog.load(MethodCatalog.class.getClassLoader());

    private static List<String> examples(Path page) throws IOException {
        return JSON.matcher(Files.readString(page))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    @Test
    void theExampleOfThePageIsAPipeline() throws IOException {
        List<String> examples = examples(Path.of("../docs/pipelines.md"));

        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(example -> assertThat(new DefinitionValidator(CATALOG)
                                .validate(example)
                                .problems())
                        .isEmpty());
    }
}
