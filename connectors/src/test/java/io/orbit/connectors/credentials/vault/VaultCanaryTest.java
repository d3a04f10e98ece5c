package io.orbit.connectors.credentials.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.credentials.dev.Trouble;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything that is secret holds the canary; nothing that anybody can see may. */
@Timeout(120)
class VaultCanaryTest {
    private static final String CANARY = "ORBITCANARY";
    private static final SecretText SECRET = SecretText.of(CANARY + "-of-the-login");

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Ear ear = new Ear();
    private final Handler oldEar = new Handler() {
        @Override
        public void publish(LogRecord event) {
            seen.add(event.getMessage() + event.getThrown());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    private HttpServer parrot;
    private volatile int status;

    private final class Ear extends AbstractAppender {
        Ear() {
            super("ear", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            seen.add(event.getMessage().getFormattedMessage());
            if (event.getThrown() != null) {
                seen.add(trace(event.getThrown()));
            }
        }
    }

    @BeforeEach
    void listen() throws IOException {
        ear.start();
        LoggerConfig root = ((LoggerContext) LogManager.getContext(false))
                .getConfiguration()
                .getRootLogger();
        root.addAppender(ear, Level.ALL, null);
        java.util.logging.Logger.getLogger("").addHandler(oldEar);
        parrot = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        parrot.createContext("/", this::repeat);
        parrot.start();
    }

    @AfterEach
    void stop() {
        parrot.stop(0);
        java.util.logging.Logger.getLogger("").removeHandler(oldEar);
        ((LoggerContext) LogManager.getContext(false))
                .getConfiguration()
                .getRootLogger()
                .removeAppender("ear");
    }

    /** Answers with all that it was told, as a careless proxy might. */
    private void repeat(HttpExchange exchange) throws IOException {
        String heard = exchange.getRequestHeaders().entrySet()
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] bytes = ("{\"errors\":[\"" + CANARY + heard.replace('"', '\'') + "\"],\"data\":" + CANARY)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private void see(Runnable call) {
        try {
            call.run();
            seen.add("it worked");
        } catch (RuntimeException e) {
            seen.add(trace(e));
        }
    }

    @Test
    void noAnswerHoweverCarelessBringsASecretOut() {
        URI address = URI.create("http://127.0.0.1:" + parrot.getAddress().getPort());
        List<VaultLogin> logins = List.of(
                new VaultLogin.Token(SECRET),
                new VaultLogin.Token(SecretText.of(CANARY + "\nof two lines")),
                new VaultLogin.AppRole("approle", CANARY + "-role", SECRET),
                new VaultLogin.Kubernetes("kubernetes", "orbit", SECRET));
        for (int each : List.of(200, 204, 307, 400, 401, 403, 404, 412, 418, 429, 472, 500, 503)) {
            status = each;
            for (VaultLogin login : logins) {
                VaultSettings settings = VaultSettings.of(address, login);
                try (VaultCredentials credentials = VaultCredentials.open(settings)) {
                    see(() -> credentials.resolve("vault:kv/data/pg#jdbc"));
                    seen.addAll(List.of(settings.toString(), credentials.toString(), login.toString()));
                }
            }
        }

        assertThat(seen).hasSizeGreaterThan(13 * 4).noneMatch(line -> line.contains(CANARY));
    }

    @Test
    void noFailureAroundAFoundSecretBringsItOut() {
        try (TestVault vault = TestVault.start()
                .with("kv/data/pg", "{'jdbc':{'password':'%s'},'token':'{%s'}".formatted(CANARY, CANARY))) {
            VaultCredentials credentials = vault.credentials();
            see(() -> seen.add(credentials.resolve("vault:kv/data/pg#jdbc").toString()));
            see(() -> seen.add(credentials.resolve("vault:kv/data/pg#token").toString()));
            see(() -> credentials.resolve("vault:kv/data/pg#jdbc").field("username"));
            see(() -> credentials.resolve("vault:kv/data/pg#none"));
            see(() -> credentials.resolve("vault:kv/data/none#none"));
            see(() -> credentials.resolve("vault:auth/data/token#id"));
            see(() -> credentials.resolve(CANARY + "!"));
            for (Trouble trouble : List.of(Trouble.SEALED, Trouble.STANDBY, Trouble.RATE_LIMITED, Trouble.FAILING)) {
                vault.vault().trouble(trouble);
                see(() -> credentials.resolve("vault:kv/data/pg#jdbc"));
            }
            seen.addAll(List.of(vault.toString(), vault.vault().served().toString()));
        }

        assertThat(seen)
                .hasSizeGreaterThan(12)
                .noneMatch(line -> line.contains(CANARY))
                .anyMatch(line -> line.contains("has no field 'username'"));
    }
}
