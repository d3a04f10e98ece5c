package io.orbit.connectors.credentials.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.connectors.credentials.Credential;
import io.orbit.connectors.credentials.vault.VaultCredentials;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotEnvTest {
    private static final String JDBC = "vault:orbit/data/pg-orders#jdbc";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve(".env");
        Files.writeString(file, """
                # of the warehouse
                OTHER=1
                ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__USERNAME=orbit
                ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__PASSWORD="hunter2 = # 'x'"
                ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__ADMIN__PASSWORD='root'
                ORBIT_CREDENTIAL__ORBIT__DATA__TEAM_A__LAKE__IAM__SECRET_ACCESS_KEY=k
                """);
    }

    @Test
    void aLineIsAFieldOfASecret() {
        var secrets = DotEnv.read(file);

        assertThat(secrets).containsOnlyKeys("orbit/data/pg-orders", "orbit/data/team-a/lake");
        assertThat(secrets.get("orbit/data/pg-orders"))
                .hasToString(
                        "{\"jdbc\":{\"username\":\"orbit\",\"password\":\"hunter2 = # 'x'\"},\"admin\":{\"password\":\"root\"}}");
        assertThat(secrets.get("orbit/data/team-a/lake")).hasToString("{\"iam\":{\"secretAccessKey\":\"k\"}}");
    }

    @Test
    void aMissingFileHoldsNothing() {
        assertThat(DotEnv.read(folder.resolve("none"))).isEmpty();
    }

    @Test
    void linesThatAreNotUnderstoodAreToldByNumber() throws IOException {
        Files.writeString(file, """
                ORBIT_CREDENTIAL__hunter2
                ORBIT_CREDENTIAL__NO_PLACE__JDBC__PASSWORD=hunter2
                ORBIT_CREDENTIAL__A_DATA_B__PASSWORD=hunter2
                ORBIT_CREDENTIAL__A_DATA_B__JDBC__PASSWORD=hunter2
                """);

        assertThatThrownBy(() -> DotEnv.read(file))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageStartingWith("line 1, line 2, line 3 in ")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aFileThatIsNoTextIsRefusedWithoutItsContent() throws IOException {
        Files.write(file, "ORBIT_CREDENTIAL__A_DATA_B__C__D=hunter2\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> DotEnv.read(file))
                .isInstanceOf(OrbitException.class)
                .hasMessageContaining("not readable as UTF-8")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void aChangeInTheFileIsANewVersionOfThatSecretOnly() throws IOException {
        try (DevelopmentVault vault = DevelopmentVault.start();
                VaultCredentials credentials = VaultCredentials.open(RunnerAccess.appRole(vault))) {
            DotEnvFilling.of(vault, file);
            Credential before = credentials.resolve(JDBC);
            Files.writeString(file, Files.readString(file).replace("hunter2", "correct-horse"));
            Credential after = credentials.resolve(JDBC);
            Files.writeString(file, "ORBIT_CREDENTIAL__nothing that is understood");
            Credential kept = credentials.resolve(JDBC);
            Files.writeString(file, "");

            assertThat(before.version()).hasValue(1);
            assertThat(before.field("password")).isEqualTo("hunter2 = # 'x'");
            assertThat(after.version()).hasValue(2);
            assertThat(after.field("password")).isEqualTo("correct-horse = # 'x'");
            assertThat(kept.version()).hasValue(2);
            assertThatThrownBy(() -> credentials.resolve(JDBC)).hasMessageContaining("version 2 of it was deleted");
        }
    }

    @Test
    void whatWasNotFilledInIsNoSecret() throws IOException {
        Files.writeString(file, """
                ORBIT_CREDENTIAL__ORBIT_DATA_A__JDBC__USERNAME=ann
                ORBIT_CREDENTIAL__ORBIT_DATA_A__JDBC__PASSWORD=
                ORBIT_CREDENTIAL__ORBIT_DATA_B__JDBC__PASSWORD=""
                """);

        assertThat(DotEnv.read(file)).hasToString("{orbit/data/a={\"jdbc\":{\"username\":\"ann\"}}}");
    }

    @Test
    void variablesOfAProcessSayTheSameAsTheFileAndTheirValuesAreTakenAsTheyAre() {
        var secrets = DotEnv.of(Map.of(
                "PATH", "/bin",
                "ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__USERNAME", "orbit",
                "ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__PASSWORD", "\"hunter2\" ",
                "ORBIT_CREDENTIAL__ORBIT_DATA_S3_LAKE__IAM__SECRET_ACCESS_KEY", ""));

        assertThat(secrets).containsOnlyKeys("orbit/data/pg-orders");
        assertThat(secrets.get("orbit/data/pg-orders").at("/jdbc/password").asText())
                .isEqualTo("\"hunter2\" ");
    }

    @Test
    void aVariableThatIsNotUnderstoodIsNamedAndItsValueIsNot() {
        assertThatThrownBy(() -> DotEnv.of(Map.of("ORBIT_CREDENTIAL__PG__PASSWORD", "hunter2")))
                .hasMessageContaining("ORBIT_CREDENTIAL__PG__PASSWORD in the environment")
                .hasMessageNotContaining("hunter2");
    }
}
