package io.orbit.connectors.postgres;

import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Plans the read of a table or query; Spark's JDBC source does it. */
public final class PostgresReader {
    private PostgresReader() {}

    /**
     * @throws OrbitException ACCESS_DENIED, SOURCE_NOT_FOUND, SOURCE_UNREACHABLE, PARAMETER_INVALID or SCHEMA_MISMATCH:
     *     the query is tried, without rows, before anything else happens
     */
    public static Dataset<Row> read(StepScope scope, PostgresExtract with) {
        PostgresServer server = PostgresServer.of(scope, with.connection(), false);
        String source = source(with);
        List<String> parts;
        try (Connection connection = server.connect()) {
            connection.setReadOnly(with.readOnly());
            check(connection, source);
            parts = Ranges.of(
                    connection, with, source, scope.spark().sparkContext().defaultParallelism());
        } catch (SQLException e) {
            throw server.failure(e);
        }
        server.endSessionsOnCancel(scope);
        scope.info("reads %s in %d part(s)".formatted(server, Math.max(1, parts.size())));
        DataFrameReader reader = reader(scope, server, with);
        return parts.isEmpty()
                ? reader.option("dbtable", source).load()
                : reader.jdbc(server.url(), source, parts.toArray(String[]::new), new Properties());
    }

    private static DataFrameReader reader(StepScope scope, PostgresServer server, PostgresExtract with) {
        DataFrameReader reader = scope.spark()
                .read()
                .format("jdbc")
                .option("url", server.url())
                .option("driver", "org.postgresql.Driver")
                .option("sessionInitStatement", server.sessionSql())
                .option("fetchsize", with.fetchSize())
                // A timestamp without a time zone is no instant; as one it would move with the time zone of the runner.
                .option("preferTimestampNTZ", true);
        if (with.readOnly()) {
            reader.option("readOnly", true).option("readOnlyMode", "always");
        }
        for (Map.Entry<String, String> property : server.properties().entrySet()) {
            reader.option(property.getKey(), property.getValue());
        }
        return reader;
    }

    /** The SELECT in brackets, with a name, as it may stand after FROM. */
    private static String source(PostgresExtract with) {
        if ((with.table() == null) == (with.query() == null)) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "say either 'table' or 'query'.");
        }
        Set<String> used = new HashSet<>();
        StringBuilder sql = new StringBuilder("(SELECT ")
                .append(with.columns().isEmpty() ? "*" : SqlNames.list(with.columns()))
                .append(" FROM ");
        if (with.table() != null) {
            sql.append(SqlNames.table(with.table()));
        } else if (with.query() != null) {
            // The line break ends a comment that the text may end with.
            sql.append('(')
                    .append(SqlBinds.render(with.query(), "query", with.binds(), used))
                    .append("\n) AS orbit_query");
        }
        List<String> conditions = new ArrayList<>();
        if (with.where() != null) {
            conditions.add("(" + SqlBinds.render(with.where(), "where", with.binds(), used) + "\n)");
        }
        if (with.pin() != null) {
            String bound = SqlBinds.literal("pin.upper", with.pin().upper());
            conditions.add(SqlNames.quoted(with.pin().column()) + " <= " + bound);
        }
        if (!conditions.isEmpty()) {
            sql.append(" WHERE ").append(String.join(" AND ", conditions));
        }
        Set<String> unused = new TreeSet<>(with.binds().keySet());
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID, "binds %s occur neither in 'query' nor in 'where'.".formatted(unused));
        }
        return sql.append(") AS orbit_rows").toString();
    }

    private static void check(Connection connection, String source) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + source + " LIMIT 0")) {
            none.next();
        }
    }
}
