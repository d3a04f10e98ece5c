package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleReaderTest {
    @TempDir
    Path root;

    private Path pipelines;

    @BeforeEach
    void makeFolders() throws IOException {
        root = root.toRealPath();
        pipelines = Files.createDirectories(root.resolve("pipelines"));
        Files.createDirectories(root.resolve("parts"));
    }

    @Test
    void aReferenceStandsForTheFileBesideTheReferringOne() {
        write("parts/all.json", "{'pg':{'$ref':'deep/pg.json'}}");
        write("parts/deep/pg.json", "{'type':'postgres'}");

        assertThat(read("{'connections':{'$ref':'../parts/all.json'}}"))
                .isEqualTo(Definitions.json("{'connections':{'pg':{'type':'postgres'}}}"));
    }

    @Test
    void aPointerLeadsIntoAFileAndAnEscapeIsUndone() {
        write("parts/p.json", "{'a/b':{'m~n':[10,20]}}");

        assertThat(read("{'x':{'$ref':'../parts/p.json#/a~1b/m~0n/1'}}")).isEqualTo(Definitions.json("{'x':20}"));
    }

    @Test
    void withoutAFileTheSameFileIsMeant() {
        assertThat(read("{'x':{'$ref':'#/y'},'y':[1]}")).isEqualTo(Definitions.json("{'x':[1],'y':[1]}"));
    }

    @Test
    void fieldsBesideTheReferenceLieOverItsTarget() {
        write("parts/p.json", "{'type':'mysql','options':{'a':1,'b':2},'gone':true,'list':[1,2]}");

        assertThat(
                        read(
                                "{'c':{'$ref':'../parts/p.json','options':{'b':3,'c':{'$ref':'#/d'}},'gone':null,'list':[9]},'d':4}"))
                .isEqualTo(Definitions.json("{'c':{'type':'mysql','options':{'a':1,'b':3,'c':4},'list':[9]},'d':4}"));
    }

    @Test
    void twoWaysToOneFileAreNoCircle() {
        write("parts/leaf.json", "{'v':1}");
        write("parts/l.json", "{'leaf':{'$ref':'leaf.json'}}");
        write("parts/r.json", "{'leaf':{'$ref':'leaf.json'}}");

        assertThat(read("{'l':{'$ref':'../parts/l.json'},'r':{'$ref':'../parts/r.json'}}"))
                .isEqualTo(Definitions.json("{'l':{'leaf':{'v':1}},'r':{'leaf':{'v':1}}}"));
    }

    @Test
    void aCircleIsPrintedAsThePathThatLeadsAround() {
        write("parts/b.json", "{'x':{'again':{'$ref':'../pipelines/a.json'}}}");

        assertThat(problems("{'one':{'$ref':'../parts/b.json#/x'}}"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.REF_CYCLE);
                    assertThat(problem.pointer()).isEqualTo("/one/again");
                    assertThat(problem.message().replace(root.toString(), ""))
                            .endsWith("/pipelines/a.json -> /parts/b.json#/x -> /pipelines/a.json");
                });
    }

    @Test
    void aPartThatHoldsItselfIsACircle() {
        assertThat(problems("{'x':{'y':{'$ref':'#/x'}}}"))
                .extracting(Problem::code)
                .containsExactly(ErrorCode.REF_CYCLE);
    }

    @Test
    void everyBadReferenceIsNamedAtOnce() {
        write("parts/p.json", "{'a':1}");

        assertThat(problems("{'a':{'$ref':'nowhere.json'},'b':{'$ref':'../parts/p.json#/b'},'c':{'$ref':'../../../x'}"
                        + ",'d':{'$ref':7},'e':{'$ref':'../parts/p.json#a'},'f':{'$ref':'../parts/p.json#/a','g':1}}"))
                .extracting(Problem::pointer, Problem::code)
                .containsExactly(
                        tuple("/a", ErrorCode.REF_NOT_FOUND),
                        tuple("/b", ErrorCode.REF_NOT_FOUND),
                        tuple("/c", ErrorCode.REF_FORBIDDEN),
                        tuple("/d", ErrorCode.REF_NOT_FOUND),
                        tuple("/e", ErrorCode.REF_NOT_FOUND),
                        tuple("/f", ErrorCode.DEFINITION_INVALID));
    }

    @Test
    void aFaultOfAReferredFileIsShownInThatFile() {
        write("parts/bad.json", "{\n 'type': 'x',\n  oops }");

        Problem problem = problems("{'c':{'$ref':'../parts/bad.json'}}").get(0);

        assertThat(problem.code()).isEqualTo(ErrorCode.DEFINITION_NOT_JSON);
        assertThat(Path.of(problem.file())).isEqualTo(root.resolve("parts/bad.json"));
        assertThat(problem.line()).isEqualTo(3);
    }

    @Test
    void aFaultInAMergedValueIsShownWhereItWasWritten() throws IOException {
        write("parts/retry.json", "{\n  'delayMs': 10,\n  'maxRetries': -1\n}");
        Path entry = write(
                "pipelines/a.json", Definitions.withFields("\n'retry':{'$ref':'../parts/retry.json',\n'delayMs':-5}"));

        List<Problem> problems = Definitions.VALIDATOR.validate(entry).problems();

        assertThat(problems)
                .extracting(
                        problem -> Path.of(problem.file()).getFileName().toString(), Problem::line, Problem::pointer)
                .containsExactly(tuple("a.json", 3, "/retry/delayMs"), tuple("retry.json", 3, "/retry/maxRetries"));
    }

    @Test
    void filesAreNamedInTheMannerInWhichTheEntryWasNamed() {
        write("parts/bad.json", "[");
        Path here = Path.of("").toAbsolutePath();
        write("pipelines/a.json", "{'c':{'$ref':'../parts/bad.json'}}");
        Path relative = here.relativize(root.resolve("pipelines/a.json"));

        InvalidDefinition e = catchThrowableOfType(InvalidDefinition.class, () -> BundleReader.read(relative));

        assertThat(e.problems().get(0).file())
                .isEqualTo(here.relativize(root.resolve("parts/bad.json")).toString());
    }

    @Test
    void aNarrowerRootForbidsWhatTheUsualOneAllows() {
        write("parts/p.json", "{}");
        Path entry = write("pipelines/a.json", "{'c':{'$ref':'../parts/p.json'}}");

        assertThat(BundleReader.read(entry).json()).isEqualTo(Definitions.json("{'c':{}}"));
        InvalidDefinition e = catchThrowableOfType(InvalidDefinition.class, () -> BundleReader.read(entry, pipelines));
        assertThat(e.code()).isEqualTo(ErrorCode.REF_FORBIDDEN);
    }

    @Test
    void aChainOfSixteenIsFollowedAndALongerOneIsNot() {
        for (int i = 0; i < 20; i++) {
            write("parts/p" + i + ".json", "{'next':{'$ref':'p" + (i + 1) + ".json'}}");
        }
        write("parts/p16.json", "{}");

        assertThat(read("{'c':{'$ref':'../parts/p1.json'}}")).contains("next");
        write("parts/p16.json", "{'next':{'$ref':'p17.json'}}");
        write("parts/p18.json", "{}");
        assertThat(problems("{'c':{'$ref':'../parts/p1.json'}}"))
                .extracting(Problem::code)
                .containsExactly(ErrorCode.DEFINITION_TOO_LARGE);
    }

    @Test
    void sixtyFourFilesAreReadAndOneMoreIsNot() {
        for (int i = 0; i < 64; i++) {
            write("parts/p" + i + ".json", "{}");
        }

        assertThat(read(refs(63))).hasSizeGreaterThan(63 * 5);
        assertThat(problems(refs(64))).extracting(Problem::code).containsExactly(ErrorCode.DEFINITION_TOO_LARGE);
    }

    @Test
    void aMissingEntryIsSaidAsSuch() {
        InvalidDefinition e =
                catchThrowableOfType(InvalidDefinition.class, () -> BundleReader.read(root.resolve("no/such.json")));

        assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(e.problems().get(0).message()).contains("such.json");
    }

    @Test
    void aFolderIsNoFile() {
        InvalidDefinition e = catchThrowableOfType(InvalidDefinition.class, () -> BundleReader.read(pipelines));

        assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(problems("{'c':{'$ref':'../parts'}}"))
                .extracting(Problem::code)
                .containsExactly(ErrorCode.REF_NOT_FOUND);
    }

    @Test
    void textThatIsSentMayNotReferToFiles() {
        InvalidDefinition e = catchThrowableOfType(
                InvalidDefinition.class, () -> Bundle.of(Definitions.json("{'a':[{'$ref':'x.json'}]}")));

        assertThat(e.code()).isEqualTo(ErrorCode.REF_FORBIDDEN);
        assertThat(e.problems().get(0).pointer()).isEqualTo("/a/0/$ref");
    }

    private static String refs(int count) {
        StringBuilder json = new StringBuilder("{'x':0");
        for (int i = 0; i < count; i++) {
            json.append(",'r")
                    .append(i)
                    .append("':{'$ref':'../parts/p")
                    .append(i)
                    .append(".json'}");
        }
        return json.append('}').toString();
    }

    private String read(String entry) {
        return BundleReader.read(write("pipelines/a.json", entry)).json();
    }

    private List<Problem> problems(String entry) {
        Path file = write("pipelines/a.json", entry);
        return catchThrowableOfType(InvalidDefinition.class, () -> BundleReader.read(file))
                .problems();
    }

    private Path write(String name, String content) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, Definitions.json(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
