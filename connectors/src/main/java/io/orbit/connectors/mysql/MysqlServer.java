package io.orbit.connectors.mysql;

import io.orbit.connectors.credentials.JdbcConfig;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.connectors.sql.Place;
import io.orbit.connectors.sql.SqlAddress;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Driver;

/**
 * How one step reaches its server. It goes to tasks inside this JVM's memory only and prints no password.
 *
 * <p>Each session holds two named locks of the server, one for its step and one for its attempt, both ending in its own
 * number. Nobody waits for them: they are how sessions are found that a stale or cancelled attempt has left.
 *
 * @param url made here from checked parts, without credentials
 * @param properties for the driver, username and password among them
 * @param sessionSql run at the start of each session
 * @param maxConnections how many a step may hold at once
 * @param session names this step's sessions
 */
record MysqlServer(
        String url,
        Map<String, String> properties,
        String sessionSql,
        int maxConnections,
        Place place,
        String session,
        long fence)
        implements Serializable {
    static final int DEFAULT_PORT = 3306;
    static final int DEFAULT_CONNECTIONS = 4;
    static final String DRIVER = "org.mariadb.jdbc.Driver";

    private static final String MINE = "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND"
            + " IS_USED_LOCK(CONCAT(?, ' ', id)) = id AND (IS_USED_LOCK(CONCAT(?, ' ', id)) = id) IS ";

    /** @throws OrbitException PARAMETER_INVALID, or about the credential */
    static MysqlServer of(StepScope scope, String name, boolean sink) {
        var connection = scope.connection(name);
        JdbcConfig login = JdbcConfig.of(connection);
        SqlAddress address = SqlAddress.of(connection, login, "mysql", DEFAULT_PORT);
        if (!address.inUrl().equals(address.toString())) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "connection '%s': the name of the database may hold letters, digits and . _ - only."
                            .formatted(name));
        }
        MysqlOptions options = new MysqlOptions(connection.settings().path("options"));
        Map<String, String> properties = new TreeMap<>(options.properties(sink, login.sslMode()));
        login.login(properties);
        String session = (sink ? "orbw " : "orbr ") + LoadJob.digits(scope.key());
        return new MysqlServer(
                // Spark knows the server by the beginning of the URL, and the driver takes it when it is told to.
                "jdbc:mysql://" + address.inUrl() + "?permitMysqlScheme",
                Map.copyOf(properties),
                sessionSql(options.settings(sink), session, scope.fence()),
                options.maxConnections(DEFAULT_CONNECTIONS),
                new Place(Dialect.MYSQL.product(), name, address.toString(), login.reference(), sink),
                session,
                scope.fence());
    }

    /** One statement: Spark runs no more than one when it opens a session. */
    static String sessionSql(String settings, String session, long fence) {
        String lock = "GET_LOCK(CONCAT('%s ', CONNECTION_ID()), 0)";
        return "SET " + settings + ", @orbit_step = " + lock.formatted(session) + ", @orbit_attempt = "
                + lock.formatted(session + " " + fence);
    }

    /** A new session, in autocommit. The caller closes it. */
    Connection connect() throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        @Nullable Connection connection = new Driver().connect(url, all);
        if (connection == null) {
            throw new IllegalStateException("The driver does not know the address " + place + ".");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(sessionSql);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Ends the sessions that other attempts of this step still have, and with them their locks: the runner of a stale
     * attempt may be suspended in the middle of a transaction.
     */
    void endOtherAttempts(Connection connection) throws SQLException {
        end(connection, MINE + "NOT TRUE");
    }

    /** When the attempt is cancelled, ends its sessions: a statement that waits at the server hears no interrupt. */
    void endSessionsOnCancel(StepScope scope) {
        scope.cancel().onCancel(() -> {
            try (Connection connection = connect()) {
                end(connection, MINE + "TRUE");
            } catch (SQLException e) {
                scope.warn("The step's sessions at " + place + " could not be ended: SQLSTATE " + e.getSQLState());
            }
        });
    }

    private void end(Connection connection, String which) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (PreparedStatement ask = connection.prepareStatement(which)) {
            ask.setString(1, session);
            ask.setString(2, session + " " + fence);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    found.add(row.getLong(1));
                }
            }
        }
        for (long id : found) {
            try (Statement kill = connection.createStatement()) {
                kill.execute("KILL CONNECTION " + id);
            } catch (SQLException e) {
                // It has ended by itself in the meantime.
                if (e.getErrorCode() != MysqlErrors.NO_SUCH_THREAD) {
                    throw e;
                }
            }
        }
    }

    OrbitException failure(SQLException e) {
        return MysqlErrors.failure(e, place);
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
