package io.orbit.connectors.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotEnvCredentialsTest {
    @TempDir
    Path folder;

    private Path file;
    private DotEnvCredentials credentials;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve(".env");
        credentials = new DotEnvCredentials(file);
        Files.writeString(file, """
                # of the warehouse
                OTHER=1
                ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__USERNAME=orbit
                ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__PASSWORD="hunter2 = # 'x'"
                ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__ADMIN__PASSWORD='root'
                """);
    }

    private static void fails(ThrowingCallable call, ErrorCode code, String... named) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(named)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void theFieldsOfAReferenceAreFound() {
        Credential jdbc = credentials.resolve("vault:orbit/data/pg-orders#jdbc");

        assertThat(jdbc.field("username")).isEqualTo("orbit");
        assertThat(jdbc.field("password")).isEqualTo("hunter2 = # 'x'");
        assertThat(credentials.resolve("vault:orbit/data/pg-orders#admin").field("password"))
                .isEqualTo("root");
    }

    @Test
    void aChangedValueCountsAtOnce() throws IOException {
        credentials.resolve("vault:orbit/data/pg-orders#jdbc");
        Files.writeString(file, "ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__PASSWORD=new\n");

        assertThat(credentials.resolve("vault:orbit/data/pg-orders#jdbc").field("password"))
                .isEqualTo("new");
    }

    @Test
    void whatIsNotThereIsNamedAndNothingElse() {
        fails(
                () -> credentials.resolve("vault:orbit/data/pg-orders#missing"),
                ErrorCode.SECRET_NOT_FOUND,
                "vault:orbit/data/pg-orders#missing");
        fails(
                () -> credentials.resolve("vault:orbit/data/pg-orders#jdbc").field("token"),
                ErrorCode.SECRET_NOT_FOUND,
                "'token'");
        fails(() -> credentials.resolve("hunter2"), ErrorCode.SECRET_NOT_FOUND, "vault:path#field");
        fails(
                () -> new DotEnvCredentials(folder.resolve("none")).resolve("vault:a/b#c"),
                ErrorCode.SECRET_NOT_FOUND,
                "does not exist");
    }

    @Test
    void aFileThatCannotBeReadMayBeReadableLater() throws IOException {
        Files.write(file, "ORBIT_CREDENTIAL__A__B__C=hunter2\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        fails(() -> credentials.resolve("vault:a#b"), ErrorCode.SECRET_UNAVAILABLE, "vault:a#b");
    }

    @Test
    void aCredentialPrintsNamesAndNoValues() {
        assertThat(credentials.resolve("vault:orbit/data/pg-orders#jdbc").toString())
                .contains("password")
                .doesNotContain("hunter2");
    }
}
