package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One request.
 *
 * @param path behind {@code /v1/}, with the namespace in front
 * @param token empty when there is none
 * @param body an object; empty when there is none
 */
record Call(String method, String path, Map<String, String> query, String token, JsonNode body) {
    boolean writes() {
        return method.equals("POST") || method.equals("PUT");
    }

    boolean is(String wantedMethod, String wantedPath) {
        return method.equals(wantedMethod) && path.equals(wantedPath);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
