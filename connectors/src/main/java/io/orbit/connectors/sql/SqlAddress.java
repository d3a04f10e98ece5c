package io.orbit.connectors.sql;

import io.orbit.connectors.credentials.JdbcConfig;
import io.orbit.connectors.method.Connection;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where a database is, of checked parts: nothing in them can become an option of the driver.
 *
 * @param host a name or address
 * @param port 1 to 65535
 */
public record SqlAddress(String host, String port, String database) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:.]+]");

    /** @throws OrbitException PARAMETER_INVALID when the connection is of another type or lacks a part */
    public static SqlAddress of(Connection connection, JdbcConfig login, String type, int port) {
        if (!connection.type().equals(type)) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "connection '%s' is of type '%s', but must be '%s'."
                            .formatted(connection.name(), connection.type(), type));
        }
        SqlAddress address = new SqlAddress(
                login.host().orElse(""),
                login.port().orElse(Integer.toString(port)),
                login.database().orElse(""));
        if (!HOST.matcher(address.host).matches()
                || !address.port.matches("[1-9][0-9]{0,4}")
                || address.database.isBlank()
                || address.database.length() > 63) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "connection '%s' needs a 'host' (a name or address, nothing else), a 'port' and a 'database'."
                            .formatted(connection.name()));
        }
        return address;
    }

    /** As it stands in a JDBC URL, behind the slashes. */
    public String inUrl() {
        String path = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        return host + ":" + port + "/" + path;
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
