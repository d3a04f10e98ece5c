package io.orbit.schemas.pipeline;

import static io.orbit.schemas.pipeline.Definitions.VALIDATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus of bad definitions: {@code bad/cases.json} says what each file must give. */
class BadInputTest {
    private static final String CANARY = "hunter2canary";

    @ParameterizedTest
    @MethodSource("cases")
    void eachBadFileGivesItsCodeAndPlaceAndNothingElse(Case bad) {
        Validation validation = VALIDATOR.validate(Definitions.file("/bad/" + bad.file()));

        List<Problem> problems = validation.problems();
        assertThat(problems).as("%s", problems).hasSize(bad.count());
        assertThat(problems.get(0).code()).as("%s", problems).isEqualTo(ErrorCode.valueOf(bad.code()));
        assertThat(problems.get(0).pointer()).isEqualTo(bad.pointer());
        if (!bad.hint().isEmpty()) {
            assertThat(problems.get(0).hint()).isEqualTo(bad.hint());
        }
        assertThat(problems)
                .allSatisfy(problem -> assertThat(problem.file()).contains("d").endsWith(".json"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noBadFileHasItsSecretQuoted(Case bad) {
        Validation validation = VALIDATOR.validate(Definitions.file("/bad/" + bad.file()));

        assertThat(validation.problems().toString().toLowerCase(Locale.ROOT)).doesNotContain(CANARY);
        StringWriter trace = new StringWriter();
        new InvalidDefinition(validation.problems()).printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString().toLowerCase(Locale.ROOT)).doesNotContain(CANARY);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noMessageCarriesAControlCharacter(Case bad) {
        Validation validation = VALIDATOR.validate(Definitions.file("/bad/" + bad.file()));

        assertThat(validation.problems())
                .allSatisfy(problem -> assertThat(problem.message() + problem.hint())
                        .matches(text -> text.chars().noneMatch(Character::isISOControl)));
    }

    @Test
    void everyFileOfTheCorpusHasACase() throws IOException {
        Path folder = Definitions.file("/bad");
        List<String> cased = cases().map(Case::file).toList();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("d"))
                            .filter(name -> !name.equals("d19-b.json") && !name.equals("d24")))
                    .allSatisfy(name -> assertThat(cased).contains(name));
        }
    }

    @Test
    void tenThousandNestedArraysAreTooDeepAndHarmless() { // D07
        Problem problem = Definitions.problem("[".repeat(10_000));

        assertThat(problem.code()).isEqualTo(ErrorCode.DEFINITION_TOO_LARGE);
    }

    @Test
    void fiftyLevelsAreReadAndFiftyOneAreNot() {
        assertThat(Definitions.VALIDATOR
                        .validate("[".repeat(50) + "]".repeat(50))
                        .problems())
                .extracting(Problem::code)
                .containsExactly(ErrorCode.DEFINITION_INVALID);
        assertThat(Definitions.VALIDATOR
                        .validate("[".repeat(51) + "]".repeat(51))
                        .problems())
                .extracting(Problem::code)
                .containsExactly(ErrorCode.DEFINITION_TOO_LARGE);
    }

    @Test
    void aStringOfTenMegabytesIsTooLarge() { // D08
        assertThat(Definitions.problem(Definitions.withFields("'description':'" + "x".repeat(10 << 20) + "'"))
                        .code())
                .isEqualTo(ErrorCode.DEFINITION_TOO_LARGE);
        assertThat(Definitions.problem(Definitions.withFields("'description':'" + "x".repeat(300 << 10) + "'"))
                        .code())
                .isEqualTo(ErrorCode.DEFINITION_TOO_LARGE);
    }

    @Test
    void aNumberOfAMillionDigitsIsTooLarge() { // D09
        assertThat(Definitions.problem(Definitions.withFields("'x':" + "9".repeat(1_000_000)))
                        .code())
                .isEqualTo(ErrorCode.DEFINITION_TOO_LARGE);
    }

    @Test
    void fiveHundredStepsAreAllowedAndOneMoreIsNot() { // D12
        assertThat(VALIDATOR.validate(manySteps(500)).problems()).isEmpty();
        assertThat(VALIDATOR.validate(manySteps(501)).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.DEFINITION_TOO_LARGE);
                    assertThat(problem.pointer()).isEqualTo("/steps");
                });
    }

    @Test
    void aLinkOutOfTheRootIsNotFollowed(@TempDir Path folder) throws IOException { // D21
        Path root = Files.createDirectories(folder.resolve("root/pipelines"));
        Files.writeString(folder.resolve("outside.json"), "{\"type\":\"postgres\"}");
        Files.createSymbolicLink(root.resolve("inside.json"), folder.resolve("outside.json"));
        Path entry = Files.writeString(
                root.resolve("a.json"), Definitions.withFields("'connections':{'pg':{'$ref':'inside.json'}}"));

        assertThat(VALIDATOR.validate(entry).problems())
                .extracting(Problem::code, Problem::pointer)
                .containsExactly(tuple(ErrorCode.REF_FORBIDDEN, "/connections/pg"));
    }

    @Test
    void aLinkedFolderOutOfTheRootIsNotFollowed(@TempDir Path folder) throws IOException {
        Path root = Files.createDirectories(folder.resolve("root/pipelines"));
        Files.writeString(
                Files.createDirectories(folder.resolve("outside")).resolve("pg.json"), "{\"type\":\"postgres\"}");
        Files.createSymbolicLink(root.resolve("sub"), folder.resolve("outside"));
        Path entry = Files.writeString(
                root.resolve("a.json"), Definitions.withFields("'connections':{'pg':{'$ref':'sub/pg.json'}}"));

        assertThat(VALIDATOR.validate(entry).problems())
                .extracting(Problem::code)
                .containsExactly(ErrorCode.REF_FORBIDDEN);
    }

    private static String manySteps(int count) {
        return Definitions.withSteps(IntStream.range(0, count)
                .mapToObj(i -> "{'id':'s" + i + "','method':'UserMethods.call','with':{'class':'X'}}")
                .collect(Collectors.joining(",")));
    }

    /** @param count how many problems the file gives */
    record Case(String name, String file, String code, String pointer, String hint, int count) {
        @Override
        public String toString() {
            return name + " " + file;
        }
    }

    static Stream<Case> cases() throws IOException {
        JsonNode cases = new ObjectMapper().readTree(Definitions.text("/bad/cases.json"));
        return StreamSupport.stream(cases.spliterator(), false)
                .map(json -> new Case(
                        json.path("case").asText(),
                        json.path("file").asText(),
                        json.path("code").asText(),
                        json.path("pointer").asText(),
                        json.path("hint").asText(),
                        json.path("count").asInt(1)));
    }
}
