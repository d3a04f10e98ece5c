package io.orbit.connectors.credentials.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.credentials.dev.RunnerAccess;
import io.orbit.connectors.credentials.dev.Trouble;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VaultTroubleTest {
    private static final String PG = "vault:kv/data/pg#jdbc";
    private static final VaultLogin TOKEN = new VaultLogin.Token(SecretText.of("hvs.any"));

    private TestVault vault;

    @BeforeEach
    void start() {
        vault = TestVault.start().with("kv/data/pg", "{'jdbc':{'password':'hunter2'}}");
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    private static void fails(ThrowingCallable call, ErrorCode code, String... named) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(PG)
                .hasMessageContainingAll(named)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    private static VaultSettings impatient(VaultSettings settings) {
        return settings.withPatience(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"SEALED", "STANDBY", "RATE_LIMITED", "FAILING"})
    void aVaultInTroubleIsUnavailableUntilItIsWellAgain(Trouble trouble) {
        vault.credentials().resolve(PG);
        vault.vault().trouble(trouble);
        fails(() -> vault.credentials().resolve(PG), ErrorCode.SECRET_UNAVAILABLE, "cannot be read now");
        vault.vault().trouble(Trouble.NONE);

        assertThat(vault.credentials().resolve(PG).field("password")).isEqualTo("hunter2");
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"SEALED", "STANDBY", "RATE_LIMITED", "FAILING"})
    void aVaultInTroubleDoesNotLookLikeARefusedLogin(Trouble trouble) {
        vault.vault().trouble(trouble);
        try (VaultCredentials fresh = VaultCredentials.open(RunnerAccess.appRole(vault.vault()))) {
            fails(() -> fresh.resolve(PG), ErrorCode.SECRET_UNAVAILABLE, "cannot be read now");
            vault.vault().trouble(Trouble.NONE);

            assertThat(fresh.resolve(PG).field("password")).isEqualTo("hunter2");
        }
    }

    @Test
    void aVaultThatDoesNotAnswerIsGivenUp() {
        VaultSettings settings = impatient(RunnerAccess.appRole(vault.vault()));
        try (VaultCredentials credentials = VaultCredentials.open(settings)) {
            credentials.resolve(PG);
            vault.vault().trouble(Trouble.SILENT);
            fails(() -> credentials.resolve(PG), ErrorCode.SECRET_UNAVAILABLE, "did not answer");
            vault.vault().trouble(Trouble.NONE);

            assertThat(credentials.resolve(PG).field("password")).isEqualTo("hunter2");
        }
    }

    @Test
    void whereNobodyListensVaultIsUnavailable() throws Exception {
        URI nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort());
        }
        try (VaultCredentials credentials = VaultCredentials.open(VaultSettings.of(nobody, TOKEN))) {
            fails(() -> credentials.resolve(PG), ErrorCode.SECRET_UNAVAILABLE, "ConnectException", nobody.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>hunter2</html>", "{}", "[1]", "{\"data\":\"hunter2\"}", "{\"data\":{\"jdbc\":"})
    void whatIsNoAnswerOfVaultIsNoCredential(String body) throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        other.start();
        URI address = URI.create("http://127.0.0.1:" + other.getAddress().getPort());

        try (VaultCredentials credentials = VaultCredentials.open(VaultSettings.of(address, TOKEN))) {
            assertThatThrownBy(() -> credentials.resolve(PG))
                    .isInstanceOf(OrbitException.class)
                    .hasMessageNotContaining("hunter2")
                    .hasNoCause();
        } finally {
            other.stop(0);
        }
    }

    @Test
    void anAnswerOfMoreThan64KibibytesIsRefused() {
        vault.with("kv/data/pg", "{'jdbc':{'password':'hunter2'},'more':'%s'}".formatted("x".repeat(64 * 1024)));

        fails(() -> vault.credentials().resolve(PG), ErrorCode.SECRET_NOT_FOUND, "more than 65,536 bytes");
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsIsCancelled() throws Exception {
        vault.credentials().resolve(PG);
        vault.vault().trouble(Trouble.SILENT);
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        CompletableFuture<Object> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            waiting.complete(Thread.currentThread());
            try {
                end.complete(vault.credentials().resolve(PG));
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        thread.start();
        waiting.get().interrupt();

        assertThatThrownBy(end::get)
                .isInstanceOfAny(ExecutionException.class, CancellationException.class)
                .satisfies(e -> assertThat(e instanceof CancellationException ? e : e.getCause())
                        .isInstanceOf(CancellationException.class));
    }

    @Test
    void aPodLogsInWithTheTokenOfItsServiceAccountAndNoOther() {
        VaultSettings settings = RunnerAccess.pod(vault.vault(), "pod.token.one");
        SecretText another = SecretText.of("hunter2");

        try (VaultCredentials right = VaultCredentials.open(settings);
                VaultCredentials wrong = open(new VaultLogin.Kubernetes("kubernetes", "orbit-runner", another));
                VaultCredentials nobody = open(new VaultLogin.Kubernetes("kubernetes", "other", another))) {
            assertThat(right.resolve(PG).field("password")).isEqualTo("hunter2");
            fails(
                    () -> wrong.resolve(PG),
                    ErrorCode.ACCESS_DENIED,
                    "Kubernetes role 'orbit-runner' at auth/kubernetes");
            fails(() -> nobody.resolve(PG), ErrorCode.ACCESS_DENIED, "Kubernetes role 'other'");
        }
    }

    @Test
    void aNamespaceGoesWithEveryRequest() {
        vault.with("team/kv/data/pg", "{'jdbc':{'password':'of-the-team'}}");
        VaultLogin login = new VaultLogin.Token(SecretText.of(vault.vault().rootToken()));
        VaultSettings settings = VaultSettings.of(vault.vault().address(), login);

        try (VaultCredentials team = VaultCredentials.open(settings.withNamespace("team"));
                VaultCredentials all = VaultCredentials.open(settings)) {
            assertThat(team.resolve(PG).field("password")).isEqualTo("of-the-team");
            assertThat(all.resolve(PG).field("password")).isEqualTo("hunter2");
        }
    }

    @Test
    void theSecretForTheLoginMayBeWrittenLater() {
        Path none = Path.of("target", "no-such-token");

        try (VaultCredentials credentials = open(new VaultLogin.Token(SecretText.inFile(none)))) {
            assertThatThrownBy(() -> credentials.resolve(PG))
                    .isInstanceOfSatisfying(
                            OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_UNAVAILABLE))
                    .hasMessageContaining("no-such-token");
        }
    }

    @Test
    void anIdleRunnerKeepsItsTokenAliveWithoutLoggingInAgain() {
        VaultSettings settings = RunnerAccess.appRole(vault.vault(), Duration.ofSeconds(2), Duration.ofHours(1));
        // Its own login is over then.
        vault.credentials().resolve(PG);
        long before = logins();
        try (VaultCredentials credentials = VaultCredentials.open(settings)) {
            await().atMost(Duration.ofSeconds(40)).until(() -> renewals() >= 3);

            assertThat(credentials.resolve(PG).field("password")).isEqualTo("hunter2");
            assertThat(logins() - before).isEqualTo(1);
        }
    }

    @Test
    void aTokenThatMayNotLiveLongerIsReplacedBeforeItsEnd() {
        VaultSettings settings = RunnerAccess.appRole(vault.vault(), Duration.ofSeconds(3), Duration.ofSeconds(4));
        long before = logins();
        try (VaultCredentials credentials = VaultCredentials.open(settings)) {
            await().atMost(Duration.ofSeconds(40)).until(() -> logins() - before >= 3);

            assertThat(credentials.resolve(PG).field("password")).isEqualTo("hunter2");
        }
        assertThat(vault.vault().served()).noneMatch(each -> each.endsWith(" 403"));
    }

    private VaultCredentials open(VaultLogin login) {
        return VaultCredentials.open(VaultSettings.of(vault.vault().address(), login));
    }

    private long logins() {
        return served("POST auth/approle/login 200");
    }

    private long renewals() {
        return served("POST auth/token/renew-self 200");
    }

    private long served(String what) {
        return vault.vault().served().stream().filter(what::equals).count();
    }
}
