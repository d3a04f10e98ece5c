package io.orbit.connectors.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.sql.SqlOptions;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** The options that a connection may have. */
final class PostgresOptions {
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** The driver's own names, by ours, for options that are plain numbers of seconds. */
    private static final Map<String, String> SECONDS = Map.of(
            "connectTimeoutSec", "connectTimeout",
            "socketTimeoutSec", "socketTimeout");

    private static final Set<String> KNOWN = Set.of(
            "sslMode",
            "sslRootCert",
            "connectTimeoutSec",
            "socketTimeoutSec",
            "statementTimeoutSec",
            "lockTimeoutSec",
            "maxConnections",
            "database");

    private final SqlOptions given;

    /** @throws OrbitException PARAMETER_INVALID for an option that is not allowed */
    PostgresOptions(JsonNode given) {
        this.given = new SqlOptions(given, KNOWN);
    }

    /**
     * For the driver.
     *
     * @param sslMode as the connection or its credential says it
     * @throws OrbitException PARAMETER_INVALID for a mode that the driver does not know
     */
    Map<String, String> properties(Optional<String> sslMode) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("connectTimeout", "10");
        properties.put("tcpKeepAlive", "true");
        // The detail of a message quotes rows.
        properties.put("logServerErrorDetail", "false");
        sslMode.ifPresent(mode -> properties.put("sslmode", SqlOptions.oneOf("sslMode", mode, SSL_MODES)));
        if (given.has("sslRootCert")) {
            properties.put("sslrootcert", given.text("sslRootCert"));
        }
        SECONDS.forEach((ours, theirs) -> {
            if (given.has(ours)) {
                properties.put(theirs, Integer.toString(given.number(ours)));
            }
        });
        return properties;
    }

    /** Statements for the start of each session: what they set must not depend on the server or on this machine. */
    String sessionSql() {
        StringBuilder sql = new StringBuilder("SET TIME ZONE 'UTC'; SET standard_conforming_strings = on");
        if (given.has("statementTimeoutSec")) {
            sql.append("; SET statement_timeout = '")
                    .append(given.number("statementTimeoutSec"))
                    .append("s'");
        }
        if (given.has("lockTimeoutSec")) {
            sql.append("; SET lock_timeout = '")
                    .append(given.number("lockTimeoutSec"))
                    .append("s'");
        }
        return sql.toString();
    }

    /** How many connections a step may hold at once. */
    int maxConnections(int otherwise) {
        return given.number("maxConnections", otherwise);
    }

    static Properties asProperties(Map<String, String> properties) {
        Properties result = new Properties();
        result.putAll(properties);
        return result;
    }
}
