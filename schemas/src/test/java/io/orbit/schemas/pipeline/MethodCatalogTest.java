package io.orbit.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MethodCatalogTest {
    @TempDir
    Path folder;

    @Test
    void methodsOfAllJarsAreJoinedInOrderOfTheirNames() throws IOException {
        try (URLClassLoader loader = jars(method("B.two", "load"), method("A.one", "extract"))) {
            assertThat(MethodCatalog.load(loader).methods())
                    .extracting(MethodSpec::name)
                    .containsExactly("A.one", "B.two");
        }
    }

    @Test
    void aClassPathWithoutMethodsGivesAnEmptyCatalogue() throws IOException {
        try (URLClassLoader loader = jars()) {
            assertThat(MethodCatalog.load(loader).methods()).isEmpty();
        }
    }

    @Test
    void theSameDescriptionTwiceIsOne() throws IOException {
        try (URLClassLoader loader = jars(method("A.one", "extract"), method("A.one", "extract"))) {
            assertThat(MethodCatalog.load(loader).methods()).hasSize(1);
        }
    }

    @Test
    void twoThatDifferAboutAMethodAreRefused() throws IOException {
        try (URLClassLoader loader = jars(method("A.one", "extract"), method("A.one", "load"))) {
            assertThatThrownBy(() -> MethodCatalog.load(loader))
                    .isInstanceOfSatisfying(
                            OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                    .hasMessageContaining("A.one");
        }
    }

    @Test
    void aBrokenDescriptionIsRefusedByName() throws IOException {
        for (String broken : new String[] {"{", method("A.one", "cook"), "{'methods':[{'name':'x'}]}"}) {
            try (URLClassLoader loader = jars(broken)) {
                assertThatThrownBy(() -> MethodCatalog.load(loader))
                        .isInstanceOf(OrbitException.class)
                        .hasMessageContaining("META-INF/orbit/methods.json");
            }
        }
    }

    @Test
    void everyPartOfADescriptionIsRead() {
        MethodSpec delta = Definitions.CATALOG.find("LoadMethods.delta").orElseThrow();

        assertThat(delta.kind()).isEqualTo(MethodSpec.Kind.LOAD);
        assertThat(delta.title()).isEqualTo("delta");
        assertThat(delta.description()).isEqualTo("For tests: LoadMethods.delta.");
        assertThat(delta.guarantee()).isEqualTo("exactly once per run");
        assertThat(delta.minInputs()).isEqualTo(1);
        assertThat(delta.maxInputs()).isEqualTo(1);
        assertThat(delta.light()).isFalse();
        assertThat(delta.givesRows()).isFalse();
        assertThat(Definitions.CATALOG.find("UserMethods.filter").orElseThrow().streaming())
                .isTrue();
        assertThat(Definitions.CATALOG.find("UserMethods.union").orElseThrow().maxInputs())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(Definitions.CATALOG.find("Nothing.here")).isEmpty();
    }

    @Test
    void everyMethodThatIsShippedDescribesAnObjectWithoutFurtherFields() {
        MethodCatalog shipped = MethodCatalog.load(MethodCatalog.class.getClassLoader());

        assertThat(shipped.methods()).isNotEmpty().allSatisfy(method -> {
            assertThat(method.parameters().path("type").asText()).isEqualTo("object");
            assertThat(method.parameters().path("additionalProperties").isBoolean())
                    .isTrue();
            assertThat(method.parameters().path("additionalProperties").asBoolean())
                    .isFalse();
            assertThat(method.minInputs()).isLessThanOrEqualTo(method.maxInputs());
        });
        assertThat(
                        Schemas.compile(new PipelineSchema(shipped).schema())
                                .validate(
                                        Definitions.tree(
                                                "{'apiVersion':'orbit/v1','name':'a','steps':[{'id':'a','method':'UserMethods.noop'}]}")))
                .isEmpty();
    }

    private static String method(String name, String kind) {
        return "{'methods':[{'name':'" + name + "','kind':'" + kind + "','parameters':{}}]}";
    }

    private URLClassLoader jars(String... descriptions) throws IOException {
        URL[] urls = new URL[descriptions.length];
        for (int i = 0; i < descriptions.length; i++) {
            Path jar = folder.resolve("jar" + System.nanoTime() + i);
            Files.createDirectories(jar.resolve("META-INF/orbit"));
            Files.writeString(jar.resolve("META-INF/orbit/methods.json"), Definitions.json(descriptions[i]));
            urls[i] = jar.toUri().toURL();
        }
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }
}
