package io.orbit.connectors.postgres;

import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.Ranges;
import io.orbit.connectors.sql.Source;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
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
        String source = Source.of(Dialect.POSTGRES, with)
                .rows(with.columns().isEmpty() ? "*" : Dialect.POSTGRES.list(with.columns()));
        Ranges.Split split;
        try (Connection connection = server.connect()) {
            connection.setReadOnly(with.readOnly());
            check(connection, source);
            split = Ranges.of(
                    with,
                    new PostgresSplitter(connection, source),
                    scope.spark().sparkContext().defaultParallelism());
        } catch (SQLException e) {
            throw server.failure(e);
        }
        server.endSessionsOnCancel(scope);
        scope.info("reads %s in %d part(s)".formatted(server, split.parts()));
        DataFrameReader reader = reader(scope, server, with);
        return split.parts() == 1
                ? reader.option("dbtable", source).load()
                : reader.jdbc(
                        server.url(),
                        source,
                        split.conditions(Dialect.POSTGRES.quoted(split.column())),
                        new Properties());
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

    private static void check(Connection connection, String source) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + source + " LIMIT 0")) {
            none.next();
        }
    }
}
