package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.credentials.vault.SecretText;
import io.orbit.connectors.credentials.vault.VaultLogin;
import io.orbit.connectors.credentials.vault.VaultSettings;
import java.time.Duration;

/** Lets runners into a development Vault as they are let into a real one: with a role that may read secrets, nothing else. */
public final class RunnerAccess {
    private static final String POLICY = "orbit-runner";

    private RunnerAccess() {}

    /** For a runner in this process: an AppRole, whose tokens live for an hour, and with renewals for a day. */
    public static VaultSettings appRole(DevelopmentVault vault) {
        return appRole(vault, Duration.ofHours(1), Duration.ofHours(24));
    }

    /**
     * @param ttl of a token, in whole seconds
     * @param most that all renewals of a token together may give it
     */
    public static VaultSettings appRole(DevelopmentVault vault, Duration ttl, Duration most) {
        policy(vault);
        ObjectNode role = Reply.JSON.createObjectNode();
        role.putArray("token_policies").add(POLICY);
        done(vault.ask(
                "POST",
                "auth/approle/role/orbit-runner",
                role.put("token_ttl", ttl.toSeconds()).put("token_max_ttl", most.toSeconds())));
        JsonNode nothing = Reply.JSON.createObjectNode();
        String roleId = text(vault.ask("GET", "auth/approle/role/orbit-runner/role-id", nothing), "/data/role_id");
        String secretId =
                text(vault.ask("POST", "auth/approle/role/orbit-runner/secret-id", nothing), "/data/secret_id");
        return VaultSettings.of(vault.address(), new VaultLogin.AppRole("approle", roleId, SecretText.of(secretId)));
    }

    /**
     * For a runner in a pod.
     *
     * @param podToken of the pod's service account
     */
    public static VaultSettings pod(DevelopmentVault vault, String podToken) {
        policy(vault);
        ObjectNode role = Reply.JSON.createObjectNode().put("token_ttl", "1h").put("pod_token", podToken);
        role.putArray("token_policies").add(POLICY);
        done(vault.ask("POST", "auth/kubernetes/role/orbit-runner", role));
        return VaultSettings.of(
                vault.address(), new VaultLogin.Kubernetes("kubernetes", "orbit-runner", SecretText.of(podToken)));
    }

    /** For runners in other processes: a token that lives for thirty days. */
    public static String token(DevelopmentVault vault) {
        policy(vault);
        ObjectNode body = Reply.JSON.createObjectNode().put("ttl", "30d");
        body.putArray("policies").add(POLICY);
        return text(vault.ask("POST", "auth/token/create", body), "/auth/client_token");
    }

    private static void policy(DevelopmentVault vault) {
        String rules = "{\"path\":{\"+/data/*\":{\"capabilities\":[\"read\"]}}}";
        done(vault.ask(
                "PUT",
                "sys/policies/acl/" + POLICY,
                Reply.JSON.createObjectNode().put("policy", rules)));
    }

    private static String text(Reply reply, String pointer) {
        done(reply);
        return reply.body() == null ? "" : reply.body().at(pointer).asText();
    }

    private static void done(Reply reply) {
        if (reply.status() >= 300) {
            throw new IllegalStateException("The development Vault answered " + reply.status() + " to its own set-up.");
        }
    }
}
