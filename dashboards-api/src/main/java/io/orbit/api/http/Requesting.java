package io.orbit.api.http;

import io.micronaut.http.HttpRequest;
import io.orbit.api.log.LoggedEvent;
import io.orbit.api.log.Position;
import io.orbit.control.core.Fact;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.Shown;
import io.orbit.wire.Request;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Puts requests on the log and, when asked to, waits for what is decided. */
public final class Requesting {
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final String ACTOR_HEADER = "Orbit-Actor";
    private static final int MAX_KEY = 256;

    private final Asking asking;

    public Requesting(Asking asking) {
        this.asking = asking;
    }

    /**
     * A request on the log.
     *
     * @param decision its first event; null when it is not decided yet, or nobody waited for it
     */
    record Placed(Position position, @Nullable LoggedEvent decision) {
        /** Why it was rejected; null when it was not. */
        Fact.@Nullable Rejected rejected() {
            return decision != null && decision.event().fact() instanceof Fact.Rejected rejected ? rejected : null;
        }
    }

    /** Appends the request, then waits for its decision if the query says so. */
    CompletableFuture<Placed> place(Request request, Query query) {
        CompletableFuture<Position> appended = asking.parts().requests().append(request);
        if (!query.waits()) {
            return appended.thenApplyAsync(
                    position -> new Placed(position, null), asking.answers().workers());
        }
        var patience = query.patience(Query.MAX_WAIT);
        return appended.thenCompose(position -> asking.parts()
                .tail()
                .await(position, patience)
                .thenApplyAsync(
                        decided -> new Placed(position, asking.parts().tail().decision(position)),
                        asking.answers().workers()));
    }

    /** The request's key, from the header or from the body; null when there is none. */
    static @Nullable String key(HttpRequest<?> request, @Nullable String inBody) {
        String header = request.getHeaders().get(KEY_HEADER);
        String key = header == null || header.isEmpty() ? inBody : header;
        if (key != null && inBody != null && !key.equals(inBody)) {
            throw Refusal.badRequest("The idempotency keys of header and body differ. Send one of them.");
        }
        return checked(key, KEY_HEADER);
    }

    /** Who asks, for the record; null when nobody says. */
    static @Nullable String actor(HttpRequest<?> request) {
        return checked(request.getHeaders().get(ACTOR_HEADER), ACTOR_HEADER);
    }

    private static @Nullable String checked(@Nullable String text, String name) {
        if (text == null) {
            return null;
        }
        if (text.isEmpty() || text.length() > MAX_KEY || text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.badRequest("'%s' must have 1 to %d characters and no control characters, not '%s'."
                    .formatted(name, MAX_KEY, Shown.text(text)));
        }
        return text;
    }

    /** A rejection on the record as a refusal. */
    static Refusal refusal(Fact.Rejected rejected) {
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(each -> each.id().equals(rejected.code()))
                .findFirst()
                .orElse(ErrorCode.REQUEST_INVALID);
        int known = Problems.status(code);
        // Whatever the code: it was the caller's request that was rejected.
        return new Refusal(known >= 500 ? 409 : known, code, rejected.message(), List.of());
    }
}
