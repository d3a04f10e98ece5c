package io.orbit.connectors.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements that make tables, one session at a time: {@code IF NOT EXISTS} alone fails when two sessions meet. */
final class Ddl {
    private Ddl() {}

    /** @param connection in autocommit, and left so */
    static void alone(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('orbit'), hashtext('ddl'))");
            statement.execute(sql);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
