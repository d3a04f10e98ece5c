package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** AppRole and Kubernetes logins. Where real ones ask the cluster, a pod is known here by its whole token. */
final class Logins {
    private static final Pattern LOGIN = Pattern.compile("(?:(.+)/)?auth/(approle|kubernetes)/login");
    private static final Pattern ROLE =
            Pattern.compile("(?:(.+)/)?auth/(approle|kubernetes)/role/([A-Za-z0-9_-]+)(?:/(role-id|secret-id))?");

    private final Map<String, Role> roles = new HashMap<>();
    private final Map<String, SecretId> secretIds = new HashMap<>();
    private final Tokens tokens;

    Logins(Tokens tokens) {
        this.tokens = tokens;
    }

    private record Role(
            String id, List<String> policies, Duration ttl, Duration most, int secretIdUses, String podToken) {
        Role withId(String other) {
            return new Role(other, policies, ttl, most, secretIdUses, podToken);
        }
    }

    private static final class SecretId {
        private final String role;
        private int uses;

        SecretId(String role, int uses) {
            this.role = role;
            this.uses = uses;
        }
    }

    /** Null when the call is no login. */
    @Nullable
    Reply login(Call call) {
        Matcher parts = LOGIN.matcher(call.path());
        if (!call.writes() || !parts.matches()) {
            return null;
        }
        String key = parts.group(1) + ":" + parts.group(2) + ":";
        return parts.group(2).equals("approle") ? appRole(call, key) : kubernetes(call, key);
    }

    /** Null when the call is not about a role. */
    @Nullable
    Reply administer(Call call) {
        Matcher parts = ROLE.matcher(call.path());
        if (!parts.matches()) {
            return null;
        }
        String key = parts.group(1) + ":" + parts.group(2) + ":" + parts.group(3);
        Role role = roles.get(key);
        if (parts.group(4) == null && call.writes()) {
            put(key, call.body());
            return Reply.nothing();
        }
        if (role == null) {
            return Reply.notFound();
        }
        if ("role-id".equals(parts.group(4))) {
            return call.writes() ? rename(key, role, call.body().path("role_id").asText()) : roleId(call, role);
        }
        if ("secret-id".equals(parts.group(4)) && call.writes()) {
            String id = UUID.randomUUID().toString();
            secretIds.put(id, new SecretId(key, role.secretIdUses));
            return Reply.data(Reply.JSON
                    .createObjectNode()
                    .put("secret_id", id)
                    .put("secret_id_accessor", UUID.randomUUID().toString())
                    .put("secret_id_num_uses", role.secretIdUses)
                    .put("secret_id_ttl", 0));
        }
        return Reply.noRoute(call);
    }

    private static Reply roleId(Call call, Role role) {
        return call.method().equals("GET")
                ? Reply.data(Reply.JSON.createObjectNode().put("role_id", role.id))
                : Reply.error(405, "unsupported operation");
    }

    /** Gives a role an id of one's own choice, which no other role may have. */
    private Reply rename(String key, Role role, String id) {
        boolean taken = roles.entrySet().stream()
                .anyMatch(other ->
                        !other.getKey().equals(key) && other.getValue().id.equals(id));
        if (id.isEmpty() || taken) {
            return Reply.error(400, id.isEmpty() ? "missing role_id" : "role_id already in use");
        }
        roles.put(key, role.withId(id));
        return Reply.nothing();
    }

    private void put(String key, JsonNode body) {
        List<String> policies = new ArrayList<>();
        body.path("token_policies").forEach(policy -> policies.add(policy.asText()));
        Role before = roles.get(key);
        roles.put(
                key,
                new Role(
                        before == null ? UUID.randomUUID().toString() : before.id,
                        policies,
                        Durations.of(body.path("token_ttl")),
                        Durations.of(body.path("token_max_ttl")),
                        body.path("secret_id_num_uses").asInt(),
                        body.path("pod_token").asText("")));
    }

    private Reply appRole(Call call, String prefix) {
        String id = call.body().path("secret_id").asText();
        SecretId secretId = secretIds.get(id);
        Role role = secretId == null ? null : roles.get(secretId.role);
        if (secretId == null
                || role == null
                || !secretId.role.startsWith(prefix)
                || !role.id.equals(call.body().path("role_id").asText())) {
            return Reply.error(400, "invalid role or secret ID");
        }
        // Zero from the beginning stands for any number of uses.
        if (secretId.uses > 0 && --secretId.uses == 0) {
            secretIds.remove(id);
        }
        return tokens.login(token(call, role));
    }

    private Reply kubernetes(Call call, String prefix) {
        String name = call.body().path("role").asText();
        Role role = roles.get(prefix + name);
        if (role == null) {
            return Reply.error(400, "invalid role name \"" + name + "\"");
        }
        String jwt = call.body().path("jwt").asText();
        return !jwt.isEmpty() && jwt.equals(role.podToken) ? tokens.login(token(call, role)) : Reply.denied();
    }

    private Token token(Call call, Role role) {
        Duration ttl = role.ttl.isZero() ? Duration.ofDays(32) : role.ttl;
        return tokens.make(call.path(), role.policies, ttl, role.most, true);
    }
}
