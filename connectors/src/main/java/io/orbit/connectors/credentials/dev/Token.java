package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token and its life. */
final class Token {
    final String id = "hvs." + Randoms.letters(24);
    final String accessor = Randoms.letters(24);
    final List<String> policies;

    private final String path;
    private final Instant made;
    private final Duration ttl;
    private final Duration most;
    private final boolean renewable;
    private @Nullable Instant end;

    /**
     * @param path the request that made it
     * @param ttl zero for a token without end
     * @param most that all its renewals together may give it; zero for no bound
     */
    Token(String path, List<String> policies, Instant made, Duration ttl, Duration most, boolean renewable) {
        this.path = path;
        this.policies = List.copyOf(policies);
        this.made = made;
        this.ttl = ttl;
        this.most = most;
        this.renewable = renewable && !ttl.isZero();
        this.end = ttl.isZero() ? null : bounded(made.plus(ttl));
    }

    boolean over(Instant now) {
        return end != null && !now.isBefore(end);
    }

    /** False when it is none that can be renewed. */
    boolean renew(Duration increment, Instant now) {
        if (!renewable) {
            return false;
        }
        end = bounded(now.plus(increment.isZero() ? ttl : increment));
        return true;
    }

    ObjectNode auth(Instant now) {
        ObjectNode auth = Reply.JSON.createObjectNode();
        auth.put("client_token", id).put("accessor", accessor);
        policies.forEach(auth.putArray("policies")::add);
        policies.forEach(auth.putArray("token_policies")::add);
        auth.putObject("metadata");
        return auth.put("lease_duration", left(now))
                .put("renewable", renewable)
                .put("entity_id", "")
                .put("token_type", "service")
                .put("orphan", true)
                .putNull("mfa_requirement")
                .put("num_uses", 0);
    }

    ObjectNode lookUp(Instant now) {
        ObjectNode data = Reply.JSON.createObjectNode();
        data.put("accessor", accessor)
                .put("creation_time", made.getEpochSecond())
                .put("creation_ttl", ttl.toSeconds())
                .put("display_name", path.replaceFirst("^auth/([^/]+).*", "$1"))
                .put("entity_id", "")
                .put("expire_time", end == null ? null : end.toString())
                .put("explicit_max_ttl", most.toSeconds())
                .put("id", id)
                .put("issue_time", made.toString())
                .putNull("meta")
                .put("num_uses", 0)
                .put("orphan", true)
                .put("path", path);
        policies.forEach(data.putArray("policies")::add);
        return data.put("renewable", renewable).put("ttl", left(now)).put("type", "service");
    }

    private long left(Instant now) {
        return end == null ? 0 : Math.max(0, (Duration.between(now, end).toMillis() + 999) / 1000);
    }

    private Instant bounded(Instant wanted) {
        Instant last = made.plus(most);
        return most.isZero() || wanted.isBefore(last) ? wanted : last;
    }

    @Override
    public String toString() {
        return "Token of " + path;
    }
}
