package io.orbit.connectors.postgres;

import io.orbit.connectors.credentials.JdbcConfig;
import io.orbit.connectors.method.Connection;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.Hashes;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How one step reaches its server. It goes to tasks inside this JVM's memory only and prints no password.
 *
 * @param url made here from checked parts, without credentials
 * @param properties for the driver, username and password among them
 * @param sessionSql run at the start of each session
 * @param maxConnections how many a step may hold at once
 * @param session what this step's sessions are called at the server, without the fence
 * @param fence of the attempt
 */
record PostgresServer(
        String url,
        Map<String, String> properties,
        String sessionSql,
        int maxConnections,
        Place place,
        String session,
        long fence)
        implements Serializable {
    static final int DEFAULT_PORT = 5432;
    static final int DEFAULT_CONNECTIONS = 4;

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:.]+]");
    private static final int KEY_DIGITS = 16;

    /** Ends our own sessions of this step up to a fence; the CASE keeps foreign names away from the cast. */
    private static final String END_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename ="
            + " current_user AND pid <> pg_backend_pid() AND CASE WHEN application_name ~ ('^' || ? || ' [0-9]{1,18}$')"
            + " THEN substr(application_name, length(?) + 2)::bigint <= ? ELSE false END";

    /** @throws OrbitException PARAMETER_INVALID, or about the credential */
    static PostgresServer of(StepScope scope, String name, boolean sink) {
        Connection connection = scope.connection(name);
        if (!connection.type().equals("postgres")) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "connection '%s' is of type '%s', but must be 'postgres'.".formatted(name, connection.type()));
        }
        PostgresOptions options = new PostgresOptions(connection.settings().path("options"));
        JdbcConfig login = JdbcConfig.of(connection);
        String host = login.host().orElse("");
        String port = login.port().orElse(Integer.toString(DEFAULT_PORT));
        String database = login.database().orElse("");
        if (!HOST.matcher(host).matches()
                || !port.matches("[1-9][0-9]{0,4}")
                || database.isBlank()
                || database.length() > 63) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "connection '%s' needs a 'host' (a name or address, nothing else), a 'port' and a 'database'."
                            .formatted(name));
        }
        Map<String, String> properties = new TreeMap<>(options.properties());
        login.sslMode().map(PostgresOptions::sslMode).ifPresent(mode -> properties.put("sslmode", mode));
        login.login(properties);
        String session = (sink ? "orbit-load " : "orbit-read ") + digits(scope.key());
        properties.put("ApplicationName", session + " " + scope.fence());
        String path = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        return new PostgresServer(
                "jdbc:postgresql://%s:%s/%s".formatted(host, port, path),
                Map.copyOf(properties),
                options.sessionSql(),
                options.maxConnections(DEFAULT_CONNECTIONS),
                new Place(name, host + ":" + port + "/" + database, login.reference(), sink),
                session,
                scope.fence());
    }

    /** Tells the sessions and tables of one step in one run from all others. */
    static String digits(String key) {
        return Hashes.sha256(key).substring(0, KEY_DIGITS);
    }

    /** A new session. The caller closes it. */
    java.sql.Connection connect() throws SQLException {
        java.sql.Connection connection = DriverManager.getConnection(url, PostgresOptions.asProperties(properties));
        try (Statement statement = connection.createStatement()) {
            statement.execute(sessionSql);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Ends the sessions that attempts of this step up to {@code lastFence} still have, and with them their locks: the
     * runner of a stale attempt may be suspended in the middle of a transaction.
     */
    void endSessions(java.sql.Connection connection, long lastFence) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement(END_SESSIONS)) {
            end.setString(1, session);
            end.setString(2, session);
            end.setLong(3, lastFence);
            end.executeQuery().close();
        }
    }

    /** When the attempt is cancelled, ends its sessions: a statement that waits at the server hears no interrupt. */
    void endSessionsOnCancel(StepScope scope) {
        scope.cancel().onCancel(() -> {
            try (java.sql.Connection connection = connect()) {
                endSessions(connection, fence);
            } catch (SQLException e) {
                scope.warn("The step's sessions at " + place + " could not be ended: SQLSTATE " + e.getSQLState());
            }
        });
    }

    OrbitException failure(SQLException e) {
        return SqlStates.failure(e, place);
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
