package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.credentials.dev.DevelopmentVault;
import io.orbit.connectors.credentials.vault.SecretText;
import io.orbit.connectors.credentials.vault.VaultCredentials;
import io.orbit.connectors.credentials.vault.VaultLogin;
import io.orbit.connectors.credentials.vault.VaultSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code orbit fill-vault}, from the environment or a file to a runner that reads. */
class FillVaultTest {
    private static final String PASSWORD = "ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__PASSWORD";
    private static final String REFERENCE = "vault:orbit/data/pg-orders#jdbc";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();
    private DevelopmentVault vault;
    private Path secretId;

    @BeforeEach
    void start() {
        vault = DevelopmentVault.start();
        secretId = folder.resolve("secret-id");
        environment.put("ORBIT_VAULT_ADDR", vault.address().toString());
        environment.put("ORBIT_VAULT_TOKEN", vault.rootToken());
        environment.put(PASSWORD, "hunter2");
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    private int run(String... arguments) {
        return new CommandLine(new FillVaultCommand(environment))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.write(String.valueOf(failure.getMessage()));
                    return 1;
                })
                .execute(arguments);
    }

    private String passwordForARunner() {
        VaultLogin login = new VaultLogin.AppRole("approle", "orbit-runner", SecretText.inFile(secretId));
        try (VaultCredentials runner = VaultCredentials.open(VaultSettings.of(vault.address(), login))) {
            return runner.resolve(REFERENCE).field("password");
        }
    }

    @Test
    void whatTheEnvironmentHoldsIsWhatARunnerReadsWithItsRole() throws Exception {
        int first = run("--role-id", "orbit-runner", "--secret-id-file", secretId.toString());
        environment.put(PASSWORD, "hunter3");
        int second = run("--role-id", "orbit-runner", "--secret-id-file", secretId.toString());

        assertThat(first).as("%s", err).isZero();
        assertThat(second).isZero();
        assertThat(passwordForARunner()).isEqualTo("hunter3");
        assertThat(Files.getPosixFilePermissions(secretId))
                .as("for its owner only")
                .hasSize(2);
        assertThat(out.toString())
                .contains("1 secrets written, 0 as they were: orbit/data/pg-orders")
                .contains(secretId.toString())
                .doesNotContain("hunter", Files.readString(secretId), vault.rootToken());
    }

    @Test
    void aFileIsReadInsteadWhenOneIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve(".env"), PASSWORD + "='from $the #file'\n");

        assertThat(run("--env-file", file.toString(), "--role-id=orbit-runner", "--secret-id-file=" + secretId))
                .isZero();
        assertThat(passwordForARunner()).isEqualTo("from $the #file");
        assertThat(run("--env-file", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("There is no file");
    }

    @Test
    void whatIsMissingIsNamedAndNothingIsWritten() {
        assertThat(run("--role-id", "orbit-runner")).isEqualTo(1);
        assertThat(err.toString()).contains("--secret-id-file");

        environment.put(PASSWORD, "");
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).contains("There is no ORBIT_CREDENTIAL__ variable");

        environment.remove("ORBIT_VAULT_ADDR");
        environment.remove("ORBIT_VAULT_TOKEN");
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).contains("ORBIT_VAULT_ADDR is missing");
        assertThat(vault.served()).isEmpty();
    }
}
