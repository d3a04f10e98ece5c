package io.orbit.connectors.postgres;

import io.orbit.connectors.credentials.JdbcConfig;
import io.orbit.connectors.method.Connection;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.connectors.sql.Place;
import io.orbit.connectors.sql.SqlAddress;
import io.orbit.schemas.OrbitException;
import java.io.Serializable;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

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

    /** Ends our own sessions of this step up to a fence; the CASE keeps foreign names away from the cast. */
    private static final String END_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename ="
            + " current_user AND pid <> pg_backend_pid() AND CASE WHEN application_name ~ ('^' || ? || ' [0-9]{1,18}$')"
            + " THEN substr(application_name, length(?) + 2)::bigint <= ? ELSE false END";

    /** @throws OrbitException PARAMETER_INVALID, or about the credential */
    static PostgresServer of(StepScope scope, String name, boolean sink) {
        Connection connection = scope.connection(name);
        JdbcConfig login = JdbcConfig.of(connection);
        SqlAddress address = SqlAddress.of(connection, login, "postgres", DEFAULT_PORT);
        PostgresOptions options = new PostgresOptions(connection.settings().path("options"));
        Map<String, String> properties = new TreeMap<>(options.properties(login.sslMode()));
        login.login(properties);
        String session = (sink ? "orbit-load " : "orbit-read ") + LoadJob.digits(scope.key());
        properties.put("ApplicationName", session + " " + scope.fence());
        return new PostgresServer(
                "jdbc:postgresql://" + address.inUrl(),
                Map.copyOf(properties),
                options.sessionSql(),
                options.maxConnections(DEFAULT_CONNECTIONS),
                new Place(Dialect.POSTGRES.product(), name, address.toString(), login.reference(), sink),
                session,
                scope.fence());
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
