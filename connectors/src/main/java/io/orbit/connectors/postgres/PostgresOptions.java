package io.orbit.connectors.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The options that a connection may have. Drivers know others that load classes, write files or send the password
 * elsewhere; those are not passed on.
 */
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

    private final JsonNode given;

    /** @throws OrbitException PARAMETER_INVALID for an option that is not allowed */
    PostgresOptions(JsonNode given) {
        this.given = given;
        given.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw new OrbitException(
                        ErrorCode.PARAMETER_INVALID,
                        "the connection's option '%s' is not allowed; there are %s."
                                .formatted(name, new java.util.TreeSet<>(KNOWN)));
            }
        });
    }

    /** For the driver. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("connectTimeout", "10");
        properties.put("tcpKeepAlive", "true");
        // The detail of a message quotes rows.
        properties.put("logServerErrorDetail", "false");
        if (given.has("sslMode")) {
            properties.put("sslmode", sslMode(given.get("sslMode").asText()));
        }
        if (given.has("sslRootCert")) {
            properties.put("sslrootcert", given.get("sslRootCert").asText());
        }
        SECONDS.forEach((ours, theirs) -> {
            if (given.has(ours)) {
                properties.put(theirs, Integer.toString(number(ours)));
            }
        });
        return properties;
    }

    /** @throws OrbitException PARAMETER_INVALID for a mode that the driver does not know */
    static String sslMode(String mode) {
        if (!SSL_MODES.contains(mode)) {
            throw invalid("sslMode", "one of " + new java.util.TreeSet<>(SSL_MODES));
        }
        return mode;
    }

    /** Statements for the start of each session: what they set must not depend on the server or on this machine. */
    String sessionSql() {
        StringBuilder sql = new StringBuilder("SET TIME ZONE 'UTC'; SET standard_conforming_strings = on");
        if (given.has("statementTimeoutSec")) {
            sql.append("; SET statement_timeout = '")
                    .append(number("statementTimeoutSec"))
                    .append("s'");
        }
        if (given.has("lockTimeoutSec")) {
            sql.append("; SET lock_timeout = '")
                    .append(number("lockTimeoutSec"))
                    .append("s'");
        }
        return sql.toString();
    }

    /** How many connections a step may hold at once. */
    int maxConnections(int otherwise) {
        return given.has("maxConnections") ? number("maxConnections") : otherwise;
    }

    private int number(String name) {
        JsonNode value = given.get(name);
        if (!value.canConvertToInt() || value.intValue() < 1) {
            throw invalid(name, "a whole number from 1");
        }
        return value.intValue();
    }

    private static OrbitException invalid(String name, String wanted) {
        return new OrbitException(
                ErrorCode.PARAMETER_INVALID, "the connection's option '%s' must be %s.".formatted(name, wanted));
    }

    static Properties asProperties(Map<String, String> properties) {
        Properties result = new Properties();
        result.putAll(properties);
        return result;
    }
}
