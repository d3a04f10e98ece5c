package io.orbit.connectors.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Connection;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.Optional;

/**
 * What a connection to a database needs: where it is and who asks. Prints no password.
 *
 * <p>The credential has {@code username} and {@code password}, and may have {@code host}, {@code port}, {@code database} and
 * {@code sslMode}, which the connection itself overrules.
 */
public final class JdbcConfig {
    private final Connection connection;

    private JdbcConfig(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param connection one that names no credentials is for a server that asks for none
     * @throws OrbitException SECRET_NOT_FOUND that names what the credential lacks
     */
    public static JdbcConfig of(Connection connection) {
        if (!connection.credential().absent()) {
            connection.credential().require("username", "password");
        }
        return new JdbcConfig(connection);
    }

    /** Empty when nothing names it. */
    public Optional<String> host() {
        return part("host");
    }

    /** Empty when nothing names it. */
    public Optional<String> port() {
        return part("port");
    }

    /** Empty when nothing names it. */
    public Optional<String> database() {
        return part("database");
    }

    /** How TLS is used, in the words of the connection's type; empty when nothing says it. */
    public Optional<String> sslMode() {
        return part("sslMode");
    }

    /** Puts {@code user} and {@code password} among a driver's properties. */
    public void login(Map<String, String> properties) {
        connection.credential().find("username").ifPresent(user -> properties.put("user", user));
        connection.credential().find("password").ifPresent(password -> properties.put("password", password));
    }

    /** Where the login comes from, for messages. */
    public String reference() {
        return connection.credential().reference();
    }

    /** From the connection, its options, or the credential. */
    private Optional<String> part(String name) {
        JsonNode settings = connection.settings();
        JsonNode given = settings.has(name)
                ? settings.get(name)
                : settings.path("options").path(name);
        return given.isValueNode() && !given.isNull()
                ? Optional.of(given.asText())
                : connection.credential().find(name).filter(text -> !text.isEmpty());
    }

    @Override
    public String toString() {
        return "JdbcConfig[" + connection.credential() + "]";
    }
}
