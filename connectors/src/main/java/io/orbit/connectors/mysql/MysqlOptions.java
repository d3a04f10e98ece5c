package io.orbit.connectors.mysql;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.sql.SqlOptions;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The options that a connection may have. */
final class MysqlOptions {
    /** The driver's words, by ours. */
    private static final Map<String, String> SSL_MODES =
            Map.of("disable", "disable", "require", "trust", "verify-ca", "verify-ca", "verify-full", "verify-full");

    private static final Set<String> KNOWN = Set.of(
            "sslMode",
            "sslRootCert",
            "connectTimeoutSec",
            "socketTimeoutSec",
            "lockTimeoutSec",
            "maxConnections",
            "database");

    private final SqlOptions given;

    /** @throws OrbitException PARAMETER_INVALID for an option that is not allowed */
    MysqlOptions(JsonNode given) {
        this.given = new SqlOptions(given, KNOWN);
    }

    /**
     * For the driver. Only these: among its others are some that load classes, read files of this machine or send the
     * password as it is.
     *
     * @param sink true when rows are sent through LOAD DATA
     * @param sslMode as the connection or its credential says it
     * @throws OrbitException PARAMETER_INVALID for a mode that there is not
     */
    Map<String, String> properties(boolean sink, Optional<String> sslMode) {
        Map<String, String> properties = new TreeMap<>();
        String ssl = SqlOptions.oneOf("sslMode", sslMode.orElse("disable"), SSL_MODES.keySet());
        properties.put("sslMode", String.valueOf(SSL_MODES.get(ssl)));
        // The server's key protects the password where TLS does not.
        properties.put("allowPublicKeyRetrieval", Boolean.toString(ssl.equals("disable")));
        properties.put("restrictedAuth", "mysql_native_password,caching_sha2_password,client_ed25519,parsec");
        properties.put("connectTimeout", millis("connectTimeoutSec", 10));
        properties.put("socketTimeout", millis("socketTimeoutSec", 0));
        properties.put("tcpKeepAlive", "true");
        properties.put("tinyInt1isBit", "false");
        properties.put("yearIsDateType", "false");
        properties.put("allowLocalInfile", Boolean.toString(sink));
        if (given.has("sslRootCert")) {
            properties.put("serverSslCert", given.text("sslRootCert"));
        }
        if (!sink) {
            properties.put("initSql", "SET SESSION TRANSACTION READ ONLY");
        }
        return properties;
    }

    /**
     * What a session must not owe to the server or to this machine, as assignments for SET.
     *
     * <p>A sink is strict, takes a 0 as the value that it is, and counts no notes among the warnings.
     */
    String settings(boolean sink) {
        String mode = sink
                ? "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION"
                : "STRICT_ALL_TABLES";
        String settings = "time_zone = '+00:00', sql_notes = 0, sql_mode = '" + mode + "'";
        if (given.has("lockTimeoutSec")) {
            int seconds = given.number("lockTimeoutSec");
            settings += ", innodb_lock_wait_timeout = " + seconds + ", lock_wait_timeout = " + seconds;
        }
        return settings;
    }

    /** How many connections a step may hold at once. */
    int maxConnections(int otherwise) {
        return given.number("maxConnections", otherwise);
    }

    private String millis(String name, int otherwise) {
        return Long.toString(given.number(name, otherwise) * 1000L);
    }
}
