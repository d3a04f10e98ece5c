package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One answer. */
record Reply(int status, @Nullable JsonNode body) {
    static final JsonMapper JSON = JsonMapper.builder().build();

    static Reply data(JsonNode data) {
        return new Reply(200, envelope(data, null));
    }

    static Reply auth(JsonNode auth) {
        return new Reply(200, envelope(null, auth));
    }

    static Reply nothing() {
        return new Reply(204, null);
    }

    static Reply error(int status, String... errors) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode list = body.putArray("errors");
        for (String error : errors) {
            list.add(error);
        }
        return new Reply(status, body);
    }

    static Reply notFound() {
        return error(404);
    }

    static Reply denied() {
        return error(403, "1 error occurred:\n\t* permission denied\n\n");
    }

    static Reply noRoute(Call call) {
        return error(404, "no handler for route \"" + call.path() + "\". route entry not found.");
    }

    /** What surrounds every answer. */
    static ObjectNode envelope(@Nullable JsonNode data, @Nullable JsonNode auth) {
        ObjectNode body = JSON.createObjectNode();
        body.put("request_id", UUID.randomUUID().toString())
                .put("lease_id", "")
                .put("renewable", false)
                .put("lease_duration", 0);
        body.set("data", data);
        body.putNull("wrap_info").putNull("warnings");
        body.set("auth", auth);
        return body;
    }

    @Override
    public String toString() {
        return Integer.toString(status);
    }
}
