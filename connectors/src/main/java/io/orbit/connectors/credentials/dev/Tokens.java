package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tokens that are out, and what a token can ask about itself. */
final class Tokens {
    private final Map<String, Token> byId = new HashMap<>();
    private final Clock clock;

    Tokens(Clock clock) {
        this.clock = clock;
    }

    /** The default policy comes with every token but root's. */
    Token make(String path, List<String> policies, Duration ttl, Duration most, boolean renewable) {
        Set<String> all = new TreeSet<>(policies);
        if (!all.contains(Policies.ROOT)) {
            all.add(Policies.DEFAULT);
        }
        Token token = new Token(path, List.copyOf(all), clock.instant(), ttl, most, renewable);
        byId.put(token.id, token);
        return token;
    }

    /** Null when there is none, or none any more. */
    @Nullable
    Token find(String id) {
        byId.values().removeIf(token -> token.over(clock.instant()));
        return byId.get(id);
    }

    Reply login(Token token) {
        return Reply.auth(token.auth(clock.instant()));
    }

    /** {@code auth/token/…} */
    Reply handle(Call call, Token own) {
        if (call.is("GET", "auth/token/lookup-self")) {
            return Reply.data(own.lookUp(clock.instant()));
        }
        if (call.writes() && call.path().equals("auth/token/renew-self")) {
            return own.renew(Durations.of(call.body().path("increment")), clock.instant())
                    ? login(own)
                    : Reply.error(400, "lease is not renewable");
        }
        if (call.writes() && call.path().equals("auth/token/revoke-self")) {
            byId.remove(own.id);
            return Reply.nothing();
        }
        if (call.writes() && call.path().equals("auth/token/create")) {
            return create(call.body(), own);
        }
        return Reply.noRoute(call);
    }

    private Reply create(JsonNode body, Token own) {
        List<String> policies = new ArrayList<>();
        body.path("policies").forEach(policy -> policies.add(policy.asText()));
        Duration ttl = Durations.of(body.path("ttl"));
        return login(make(
                "auth/token/create",
                policies.isEmpty() ? own.policies : policies,
                ttl.isZero() ? Duration.ofDays(32) : ttl,
                Durations.of(body.path("explicit_max_ttl")),
                body.path("renewable").asBoolean(true)));
    }
}
