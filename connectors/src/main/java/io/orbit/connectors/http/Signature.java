package io.orbit.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.credentials.OtherConfig;
import io.orbit.connectors.method.Connection;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Map;

/** The header by which a service knows who calls. */
final class Signature {
    private static final String AUTHORIZATION = "Authorization";
    private static final String API_KEY = "apiKey";

    private Signature() {}

    /**
     * @return one header, or none when the connection names no credentials
     * @throws OrbitException SECRET_NOT_FOUND when the credential lacks what {@code auth} needs; PARAMETER_INVALID
     */
    static Map<String, String> of(Connection connection) {
        JsonNode settings = connection.settings();
        String auth = settings.path("auth").asText("");
        if (connection.credential().absent()) {
            if (!auth.isEmpty()) {
                throw new OrbitException(
                        ErrorCode.PARAMETER_INVALID,
                        "connection '%s' says auth '%s' but names no 'credentials'."
                                .formatted(connection.name(), auth));
            }
            return Map.of();
        }
        OtherConfig secret = OtherConfig.of(connection);
        String keyHeader = settings.path("apiKeyHeader").asText("X-Api-Key");
        return switch (auth) {
            case "bearer" -> Map.of(AUTHORIZATION, secret.bearer());
            case "basic" -> Map.of(AUTHORIZATION, secret.basic());
            case API_KEY -> Map.of(keyHeader, secret.field(API_KEY));
            case "" -> guessed(connection, secret, keyHeader);
            default ->
                throw new OrbitException(
                        ErrorCode.PARAMETER_INVALID,
                        "the 'auth' of connection '%s' must be 'bearer', 'basic' or 'apiKey'."
                                .formatted(connection.name()));
        };
    }

    private static Map<String, String> guessed(Connection connection, OtherConfig secret, String keyHeader) {
        boolean login = has(connection, "token") || has(connection, "username") || has(connection, "password");
        if (!login && has(connection, API_KEY)) {
            return Map.of(keyHeader, secret.field(API_KEY));
        }
        if (!login && has(connection, "baseUrl")) {
            // The address itself is the secret, as with many chat services.
            return Map.of();
        }
        return Map.of(AUTHORIZATION, secret.authorization().orElseThrow());
    }

    private static boolean has(Connection connection, String field) {
        return !connection.credential().find(field).orElse("").isEmpty();
    }
}
