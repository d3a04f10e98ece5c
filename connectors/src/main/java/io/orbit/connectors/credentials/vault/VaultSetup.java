package io.orbit.connectors.credentials.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator does to a Vault before runners can read: makes the stores, writes the secrets, and gives runners a
 * role that may read them and nothing else. Doing it again changes only what is different. Never prints a value.
 */
public final class VaultSetup {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String METHOD = "approle";
    private static final int LOOKS = 40;
    private static final long BETWEEN_LOOKS_MS = 250;

    private final VaultSettings settings;
    private final String token;
    private final HttpClient http;

    private VaultSetup(VaultSettings settings, String token) {
        this.settings = settings;
        this.token = token;
        this.http = new BoundedHttp(Trust.context(settings.caFile()), settings.patience());
    }

    /**
     * @param written secrets that were new or different
     * @param unchanged secrets that were there already
     */
    public record Filled(int written, int unchanged) {}

    private record Answer(int status, JsonNode body) {}

    /**
     * @param settings with the token of somebody who may do this
     * @throws OrbitException CONFIGURATION_INVALID when the login is another, SECRET_UNAVAILABLE when the token's file cannot
     *     be read
     */
    public static VaultSetup with(VaultSettings settings) {
        if (settings.login() instanceof VaultLogin.Token login) {
            return new VaultSetup(settings, login.token().read());
        }
        throw new OrbitException(
                ErrorCode.CONFIGURATION_INVALID,
                "Vault is filled with the token of an administrator. Set ORBIT_VAULT_TOKEN or ORBIT_VAULT_TOKEN_FILE, and no other login.");
    }

    /**
     * Writes secrets into KV stores of version 2, which are made where they are missing. Other secrets there stay as they
     * are.
     *
     * @param secrets objects by {@code mount/data/path}
     * @throws OrbitException SECRET_UNAVAILABLE, ACCESS_DENIED, or CONFIGURATION_INVALID when Vault takes one of them not
     */
    public Filled fill(Map<String, ? extends JsonNode> secrets) {
        mounts(secrets.keySet()).forEach(this::mount);
        int written = 0;
        for (Map.Entry<String, ? extends JsonNode> secret : secrets.entrySet()) {
            Answer now = whenReady(secret.getKey());
            if (now.status() != 200 || !now.body().at("/data/data").equals(secret.getValue())) {
                ObjectNode body = JSON.createObjectNode();
                body.set("data", secret.getValue());
                done("POST", secret.getKey(), body);
                written++;
            }
        }
        return new Filled(written, secrets.size() - written);
    }

    /**
     * Lets runners in by AppRole.
     *
     * @param role name of the role and of its policy
     * @param roleId which runners show, of one's own choice; no secret
     * @param paths of the secrets, {@code mount/data/path}; the role may read all of their stores
     * @return a new secret id, which runners show with the role's; those given out before stay good
     * @throws OrbitException SECRET_UNAVAILABLE, ACCESS_DENIED, or CONFIGURATION_INVALID when the id belongs to another role
     */
    public String appRole(String role, String roleId, Set<String> paths) {
        ObjectNode rules = JSON.createObjectNode();
        mounts(paths)
                .forEach(mount -> rules.withObjectProperty("path")
                        .withObjectProperty(mount + "/data/*")
                        .putArray("capabilities")
                        .add("read"));
        done("PUT", "sys/policies/acl/" + role, JSON.createObjectNode().put("policy", rules.toString()));
        unlessInUse("sys/auth/" + METHOD, JSON.createObjectNode().put("type", METHOD));
        ObjectNode grant = JSON.createObjectNode().put("token_ttl", "1h").put("token_max_ttl", "24h");
        grant.putArray("token_policies").add(role);
        String path = "auth/" + METHOD + "/role/" + role;
        done("POST", path, grant);
        done("POST", path + "/role-id", JSON.createObjectNode().put("role_id", roleId));
        return done("POST", path + "/secret-id", JSON.createObjectNode())
                .at("/data/secret_id")
                .asText();
    }

    private static Set<String> mounts(Set<String> paths) {
        Set<String> mounts = new TreeSet<>();
        paths.forEach(path -> mounts.add(path.substring(0, path.indexOf("/data/"))));
        return mounts;
    }

    private void mount(String mount) {
        ObjectNode store = JSON.createObjectNode().put("type", "kv");
        store.putObject("options").put("version", "2");
        unlessInUse("sys/mounts/" + mount, store);
    }

    private void unlessInUse(String path, JsonNode body) {
        Answer answer = ask("POST", path, body);
        boolean inUse = answer.status() == 400
                && answer.body().path("errors").toString().contains("path is already in use");
        if (!inUse) {
            accept("POST", path, answer);
        }
    }

    /** A store that was just made answers 400 for a moment, until Vault has prepared it. */
    private Answer whenReady(String path) {
        Answer answer = ask("GET", path, null);
        for (int look = 1; answer.status() == 400 && look < LOOKS; look++) {
            try {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
            } catch (InterruptedException e) {
                throw interrupted();
            }
            answer = ask("GET", path, null);
        }
        return answer.status() == 404 ? answer : accept("GET", path, answer);
    }

    private JsonNode done(String method, String path, JsonNode body) {
        return accept(method, path, ask(method, path, body)).body();
    }

    private Answer accept(String method, String path, Answer answer) {
        if (answer.status() < 300) {
            return answer;
        }
        Refusal refusal = Refusal.answered(answer.status());
        String what = "'%s %s': Vault at %s %s.".formatted(method, path, settings.address(), refusal.getMessage());
        if (refusal.mayPass()) {
            throw new OrbitException(ErrorCode.SECRET_UNAVAILABLE, "Vault cannot be filled now. " + what);
        }
        throw answer.status() == 403
                ? new OrbitException(
                        ErrorCode.ACCESS_DENIED,
                        "Vault cannot be filled. %s Use a token that may do this, such as a root token."
                                .formatted(what))
                // What Vault says is left out: it may quote what was written.
                : new OrbitException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Vault cannot be filled. %s Is something else mounted there, or the role's id another's?"
                                .formatted(what));
    }

    private Answer ask(String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.address() + "/v1/" + path))
                .header("X-Vault-Token", token)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        if (settings.namespace() != null) {
            request.header("X-Vault-Namespace", settings.namespace());
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            // No cause: a parser's words may quote the answer.
            throw new OrbitException(
                    ErrorCode.SECRET_UNAVAILABLE,
                    "Vault at %s cannot be reached (%s). Is it up, and is ORBIT_VAULT_ADDR right?"
                            .formatted(settings.address(), e.getClass().getSimpleName()));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("The thread was interrupted while it waited for Vault.");
    }
}
