package io.orbit.connectors.credentials.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.credentials.dev.DevelopmentVault;
import io.orbit.connectors.credentials.dev.RunnerAccess;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VaultTlsTest {
    private static final String PG = "vault:kv/data/pg#token";
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static DevelopmentVault vault;

    @BeforeAll
    static void start() throws Exception {
        keytool("-genkeypair", "-alias", "vault", "-keyalg", "EC", "-dname", "CN=vault", "-ext", "SAN=IP:127.0.0.1");
        keytool(
                "-exportcert",
                "-alias",
                "vault",
                "-rfc",
                "-file",
                folder.resolve("ca.pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        vault = DevelopmentVault.start(Clock.systemUTC(), tls);
        vault.put("kv/data/pg", new ObjectMapper().createObjectNode().put("token", "t"));
    }

    @AfterAll
    static void stop() {
        vault.close();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", folder.resolve("keys.p12").toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(process.waitFor())
                .as(() -> {
                    try {
                        return Files.readString(folder.resolve("keytool.txt"));
                    } catch (IOException e) {
                        return String.valueOf(e);
                    }
                })
                .isZero();
    }

    @Test
    void aVaultWhoseAuthorityIsNamedIsTrusted() {
        VaultSettings settings = RunnerAccess.appRole(vault).withCaFile(folder.resolve("ca.pem"));

        try (VaultCredentials credentials = VaultCredentials.open(settings)) {
            assertThat(settings.address().getScheme()).isEqualTo("https");
            assertThat(credentials.resolve(PG).field("token")).isEqualTo("t");
        }
    }

    @Test
    void anyOtherIsNotSpokenTo() {
        try (VaultCredentials credentials = VaultCredentials.open(RunnerAccess.appRole(vault))) {
            assertThatThrownBy(() -> credentials.resolve(PG))
                    .isInstanceOfSatisfying(
                            OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_UNAVAILABLE))
                    .hasMessageContaining("certificate that is not trusted");
        }
    }

    @Test
    void aFileWithoutCertificatesIsABadConfiguration() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        VaultSettings settings = RunnerAccess.appRole(vault);

        for (Path file : List.of(empty, folder.resolve("none.pem"))) {
            assertThatThrownBy(() -> VaultCredentials.open(settings.withCaFile(file)))
                    .isInstanceOfSatisfying(
                            OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                    .hasMessageContaining(file.toString());
        }
    }
}
