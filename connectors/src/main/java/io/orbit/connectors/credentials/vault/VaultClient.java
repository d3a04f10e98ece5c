package io.orbit.connectors.credentials.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.SslConfig;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Auth;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.response.AuthResponse;
import io.github.jopenlibs.vault.response.LookupResponse;
import io.github.jopenlibs.vault.rest.RestResponse;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The driver, with its sharp edges covered: no setting from elsewhere, no answer without its status, no quoted answers. */
final class VaultClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final VaultSettings settings;
    private final BoundedHttp http;

    VaultClient(VaultSettings settings) {
        this.settings = settings;
        this.http = new BoundedHttp(Trust.context(settings.caFile()), settings.patience());
    }

    /** Would otherwise read VAULT_TOKEN, a file in the home directory, and a variable that turns TLS checks off. */
    private static final class NoEnvironment extends EnvironmentLoader {
        @Override
        // The driver asks for null when a variable is not set, but is not annotated so.
        @SuppressWarnings("NullAway")
        public @Nullable String loadVariable(String name) {
            return null;
        }
    }

    /** What came back for a read; prints no body. */
    record Answer(int status, JsonNode body) {
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    /** @throws Refusal when Vault does not let the runner in */
    Lease login(VaultLogin login) throws Refusal {
        long asked = System.nanoTime();
        try {
            if (login instanceof VaultLogin.Token token) {
                return lookUp(token.token().read());
            }
            Auth auth = new Auth(config(null));
            AuthResponse answer = login instanceof VaultLogin.AppRole role
                    ? auth.loginByAppRole(
                            role.mount(), role.roleId(), role.secretId().read())
                    : kubernetes(auth, (VaultLogin.Kubernetes) login);
            return lease(answer, asked);
        } catch (VaultException e) {
            throw refusal(e);
        }
    }

    /** How long the token lives. */
    Lease lookUp(String token) throws Refusal {
        long asked = System.nanoTime();
        try {
            LookupResponse answer = new Auth(config(token)).lookupSelf();
            return new Lease(token, Duration.ofSeconds(answer.getTTL()), answer.isRenewable(), asked);
        } catch (VaultException e) {
            throw refusal(e);
        }
    }

    Lease renew(Lease lease) throws Refusal {
        long asked = System.nanoTime();
        try {
            return lease(new Auth(config(lease.token())).renewSelf(), asked);
        } catch (VaultException e) {
            throw refusal(e);
        }
    }

    /** @throws Refusal when no answer came, or one that may be another later; what is denied or missing is an answer */
    Answer read(Lease lease, String path) throws Refusal {
        RestResponse answer;
        try {
            answer = new Logical(config(lease.token())).read(path).getRestResponse();
        } catch (VaultException e) {
            throw refusal(e);
        }
        Refusal refusal = Refusal.answered(answer.getStatus());
        if (answer.getStatus() != 200 && refusal.mayPass()) {
            throw refusal;
        }
        try {
            return new Answer(answer.getStatus(), JSON.readTree(answer.getBody()));
        } catch (IOException e) {
            if (answer.getStatus() != 200) {
                return new Answer(answer.getStatus(), JSON.createObjectNode());
            }
            // No cause: it may quote the answer.
            throw new Refusal(Refusal.NO_ANSWER, "answered what is no JSON");
        }
    }

    private static AuthResponse kubernetes(Auth auth, VaultLogin.Kubernetes login) throws VaultException {
        // Unlike for an AppRole, the driver takes the whole path here.
        return auth.loginByKubernetes(login.role(), login.jwt().read(), "auth/" + login.mount());
    }

    private static Lease lease(AuthResponse answer, long asked) throws Refusal {
        String token = answer.getAuthClientToken();
        if (token == null || token.isEmpty()) {
            throw new Refusal(Refusal.NO_ANSWER, "answered without a token");
        }
        return new Lease(token, Duration.ofSeconds(answer.getAuthLeaseDuration()), answer.isAuthRenewable(), asked);
    }

    /** A new one each time: the driver's configurations are not for sharing. */
    private VaultConfig config(@Nullable String token) throws VaultException {
        VaultConfig config = new VaultConfig()
                .environmentLoader(new NoEnvironment())
                .address(settings.address().toString())
                // Version 1 means: take the path as it is. References say where "data" stands.
                .engineVersion(1)
                // Says nothing, and is not asked: the client has what it needs for TLS.
                .sslConfig(new SslConfig())
                .httpClient(http);
        if (settings.namespace() != null) {
            config.nameSpace(settings.namespace());
        }
        if (token != null) {
            config.token(token);
        }
        return config.build();
    }

    private Refusal refusal(VaultException failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The thread was interrupted while it waited for Vault.");
        }
        int status = failure.getHttpStatusCode();
        if (status >= 300) {
            return Refusal.answered(status);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BoundedBody.TooLarge) {
                return new Refusal(413, "answered more than %,d bytes".formatted(BoundedBody.MOST_BYTES));
            }
            if (cause instanceof HttpTimeoutException) {
                return none("did not answer within %d s"
                        .formatted(settings.patience().toSeconds()));
            }
            if (cause instanceof IllegalArgumentException) {
                return new Refusal(400, "cannot be asked: a header cannot hold the token");
            }
            if (cause instanceof SSLException) {
                return none(
                        "has a certificate that is not trusted, or speaks no TLS; ORBIT_VAULT_CA_FILE names whom to trust");
            }
            if (cause instanceof IOException) {
                return none("cannot be reached (%s)".formatted(cause.getClass().getSimpleName()));
            }
        }
        return none("answered what is not understood");
    }

    private static Refusal none(String why) {
        return new Refusal(Refusal.NO_ANSWER, why);
    }
}
