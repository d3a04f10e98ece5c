package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;

/** What the development Vault answers. Its state lives in memory only. For one thread at a time. */
final class Api {
    private static final String VERSION = "1.0.0-orbit-development";

    final KeyValues secrets;
    final Policies policies = new Policies();
    final Tokens tokens;
    final Logins logins;
    /** Login methods that were enabled. Logging in works without, as it does where an administrator has done it. */
    private final Set<String> enabled = new HashSet<>();

    Api(Clock clock) {
        secrets = new KeyValues(clock);
        tokens = new Tokens(clock);
        logins = new Logins(tokens);
    }

    Reply handle(Call call, Trouble trouble) {
        if (call.is("GET", "sys/health")) {
            return health(trouble);
        }
        if (call.is("GET", "sys/seal-status")) {
            return new Reply(200, sealStatus(trouble));
        }
        return switch (trouble) {
            case SEALED -> Reply.error(503, "Vault is sealed");
            case STANDBY -> Reply.error(500, "local node not active but active cluster node not found");
            case RATE_LIMITED -> Reply.error(429, "request path \"" + call.path() + "\": rate limit quota exceeded");
            case FAILING -> Reply.error(500, "internal error");
            case NONE, SILENT -> serve(call);
        };
    }

    private Reply serve(Call call) {
        Reply login = logins.login(call);
        if (login != null) {
            return login;
        }
        Token token = tokens.find(call.token());
        if (token == null) {
            return Reply.error(403, "permission denied", "invalid token");
        }
        if (!policies.allow(token.policies, capability(call), call.path())) {
            return Reply.denied();
        }
        if (call.path().startsWith("auth/token/")) {
            return tokens.handle(call, token);
        }
        if (call.path().startsWith("sys/")) {
            return system(call);
        }
        Reply role = logins.administer(call);
        return role != null ? role : secrets.handle(call);
    }

    private String capability(Call call) {
        return switch (call.method()) {
            case "GET" -> "read";
            case "DELETE" -> "delete";
            default -> call.path().contains("/data/") && !secrets.exists(call.path()) ? "create" : "update";
        };
    }

    private Reply system(Call call) {
        String path = call.path();
        if (call.writes() && path.startsWith("sys/mounts/")) {
            return call.body().at("/options/version").asText().equals("2")
                    ? mount(path.substring("sys/mounts/".length()))
                    : Reply.error(400, "the development Vault has KV stores of version 2 only");
        }
        if (call.writes() && path.matches("sys/auth/(approle|kubernetes)")) {
            String method = path.substring("sys/auth/".length());
            return enabled.add(method)
                    ? Reply.nothing()
                    : Reply.error(400, "path is already in use at " + method + "/");
        }
        if (call.writes() && path.startsWith("sys/policies/acl/")) {
            String name = path.substring("sys/policies/acl/".length());
            return policies.put(name, json(call.body().path("policy").asText()))
                    ? Reply.nothing()
                    : Reply.error(400, "the development Vault takes policies in their JSON form only");
        }
        return Reply.noRoute(call);
    }

    private Reply mount(String path) {
        return secrets.mount(path) ? Reply.nothing() : Reply.error(400, "path is already in use at " + path + "/");
    }

    private static JsonNode json(String text) {
        try {
            return Reply.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // HCL, which is refused by what comes next.
            return Reply.JSON.missingNode();
        }
    }

    private static Reply health(Trouble trouble) {
        ObjectNode body = Reply.JSON.createObjectNode();
        body.put("initialized", true)
                .put("sealed", trouble == Trouble.SEALED)
                .put("standby", trouble == Trouble.STANDBY || trouble == Trouble.SEALED)
                .put("performance_standby", false)
                .put("version", VERSION)
                .put("cluster_name", "development");
        return new Reply(
                switch (trouble) {
                    case SEALED -> 503;
                    case STANDBY -> 429;
                    default -> 200;
                },
                body);
    }

    private static ObjectNode sealStatus(Trouble trouble) {
        return Reply.JSON
                .createObjectNode()
                .put("type", "shamir")
                .put("initialized", true)
                .put("sealed", trouble == Trouble.SEALED)
                .put("t", 1)
                .put("n", 1)
                .put("progress", 0)
                .put("version", VERSION);
    }
}
