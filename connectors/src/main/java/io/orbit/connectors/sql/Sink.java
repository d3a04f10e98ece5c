package io.orbit.connectors.sql;

import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.OrbitException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** What a load asks of its server, in the order in which it does. Goes to the tasks; prints no password. */
public interface Sink extends Serializable {
    Dialect dialect();

    /** How many a step may hold at once. */
    int maxConnections();

    /** A new session, in autocommit. The caller closes it. */
    Connection connect() throws SQLException;

    OrbitException failure(SQLException e);

    /**
     * @param schema null for that of the connection
     * @return null when there is no such table
     * @throws OrbitException PARAMETER_INVALID when it is one that cannot be loaded once
     */
    @Nullable
    Target find(Connection connection, @Nullable String schema, String name) throws SQLException;

    /**
     * What a new table has for a column of the rows.
     *
     * @param key true when it is part of the primary key
     * @throws OrbitException SCHEMA_MISMATCH
     */
    String sqlType(StructField field, boolean key);

    /** A statement that makes a table IF NOT EXISTS, whoever else does the same now. */
    void create(Connection connection, String sql) throws SQLException;

    Ledger.Sql ledger();

    /** Ends what attempts before this one still have open, and with it their locks. */
    void endOlderSessions(Connection connection, LoadJob job) throws SQLException;

    /**
     * Drops what attempts up to this one have left.
     *
     * @return the rows of the load, when one of them turns out to have published it
     */
    OptionalLong clean(LoadJob job, Connection connection) throws SQLException;

    /** When the attempt is cancelled, ends its sessions: a statement that waits at the server hears no interrupt. */
    void endSessionsOnCancel(StepScope scope);

    /**
     * Makes what is outside of all transactions.
     *
     * @param staged true when the rows are to go through {@link #stage}
     */
    Prepared prepare(LoadJob job, Connection connection, boolean staged) throws SQLException;

    /**
     * Puts one part aside, in the place of what an earlier or simultaneous try of the same task has put.
     *
     * @return how many rows
     */
    long stage(LoadJob job, Connection connection, int part, Iterator<Row> rows) throws SQLException;

    /** All rows through one connection, and published. */
    Published direct(LoadJob job, Connection connection, Iterator<Row> rows) throws SQLException;

    /** Publishes the parts that were put aside. */
    Published publish(LoadJob job, Connection connection, List<Integer> parts) throws SQLException;

    /** Drops what {@link #prepare} and {@link #stage} have made. */
    void dropStaging(LoadJob job, Connection connection) throws SQLException;

    /**
     * @param toDrop true when something was or will be made that {@link #dropStaging} is to drop
     * @param notes for the step's log, about how this load is done
     */
    record Prepared(boolean toDrop, List<String> notes) {}
}
