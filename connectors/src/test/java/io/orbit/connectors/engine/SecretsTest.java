package io.orbit.connectors.engine;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.Param;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.registry.MethodRegistry;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private static final String CONNECTIONS =
            "{'shop':{'type':'shop','credentials':'vault:kv/data/shop#login','host':'${params.host}','options':{'tag':'${run.pipeline}'}},"
                    + "'lost':{'type':'shop','credentials':'vault:kv/data/lost#login'}}";

    @TempDir
    Path data;

    private SegmentEngine engine;
    private TestVault vault;

    /** A method that tells what it must not. */
    public static final class Careless {
        static Runnable rotation = () -> {};

        private Careless() {}

        public record With(
                @Param("Connection.") String connection,
                @Param("Fail.") boolean fail,

                @Param(value = "Change the credential afterwards.", defaultsTo = "false")
                boolean rotate) {}

        @Method(kind = MethodKind.LIGHT, title = "Careless", description = "Tells secrets.")
        public static JsonNode tell(StepScope scope, With with) {
            var connection = scope.connection(with.connection());
            String secret = connection.credential().field("password");
            scope.info("password is " + secret);
            if (with.rotate()) {
                rotation.run();
            }
            if (with.fail()) {
                throw new IllegalStateException("refused: " + secret, new IOException("jdbc:x?password=" + secret));
            }
            return connection.settings();
        }
    }

    @BeforeEach
    void open() {
        vault = TestVault.start().with("kv/data/shop", "{'login':{'password':'correct-horse'}}");
        engine = new ChainEngine(
                EngineSettings.in(data.resolve("work")).withCredentials(vault.credentials()),
                MethodRegistry.ofClasses(List.of(Careless.class)));
    }

    @AfterEach
    void close() {
        vault.close();
    }

    private Segments telling(String with) {
        return segment()
                .connections(CONNECTIONS)
                .params("{'host':'shop.example'}")
                .step("tell", "Careless.tell", "{'with':%s}".formatted(with));
    }

    @Test
    void aConnectionHasItsReferencesResolvedAndItsCredentialsApart() {
        var heard = telling("{'connection':'shop','fail':false}").on(engine);

        assertThat(heard.result("tell").path("host").asText()).isEqualTo("shop.example");
        assertThat(heard.result("tell").at("/options/tag").asText()).isEqualTo("default.test");
        assertThat(heard.result("tell").has("credentials")).isFalse();
    }

    @Test
    void aSecretThatAMethodTellsLeavesNeitherInALogLineNorInAMessageNorInACause() {
        var heard = telling("{'connection':'shop','fail':true}").failingOn(engine);

        assertThat(heard.lines).contains("INFO tell password is ***");
        assertThat(heard.failure).hasMessageContaining("***").hasNoCause();
        assertThat(heard.failure.getMessage()).doesNotContain("correct-horse");
    }

    @Test
    void aMissingCredentialOrConnectionIsNamed() {
        var lost = telling("{'connection':'lost','fail':false}").failingOn(engine);
        var unknown = telling("{'connection':'nobody','fail':false}").failingOn(engine);

        assertThat(lost.failure.code()).isEqualTo(ErrorCode.SECRET_NOT_FOUND);
        assertThat(lost.failure).hasMessageContaining("vault:kv/data/lost#login");
        assertThat(unknown.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(unknown.failure).hasMessageContaining("'nobody'").hasMessageContaining("shop");
    }

    @Test
    void aStepsRecordSaysWhichVersionOfWhichCredentialItUsed() {
        vault.with("kv/data/shop", "{'login':{'password':'battery-staple'}}");

        var heard = telling("{'connection':'shop','fail':false}").on(engine);

        assertThat(heard.metrics("tell")).containsEntry("vault:kv/data/shop#login", 2L);
        assertThat(heard.lines)
                .contains("INFO tell uses version 2 of vault:kv/data/shop#login", "INFO tell password is ***");
    }

    @Test
    void allStepsOfAnAttemptUseTheVersionThatTheFirstOneFound() {
        String with = "{'with':{'connection':'shop','fail':false,'rotate':true}}";
        Careless.rotation = () -> vault.with("kv/data/shop", "{'login':{'password':'battery-staple'}}");

        var heard = segment()
                .connections(CONNECTIONS)
                .params("{'host':'shop.example'}")
                .step("one", "Careless.tell", with)
                .step("two", "Careless.tell", with)
                .on(engine);
        var next = telling("{'connection':'shop','fail':false}").on(engine);

        assertThat(heard.metrics("one")).containsEntry("vault:kv/data/shop#login", 1L);
        assertThat(heard.metrics("two")).containsEntry("vault:kv/data/shop#login", 1L);
        assertThat(next.metrics("tell")).containsEntry("vault:kv/data/shop#login", 3L);
    }
}
