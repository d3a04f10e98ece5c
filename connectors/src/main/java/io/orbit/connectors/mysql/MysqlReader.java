package io.orbit.connectors.mysql;

import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.Ranges;
import io.orbit.connectors.sql.Source;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Plans the read of a table or query; Spark's JDBC source does it. */
public final class MysqlReader {
    private MysqlReader() {}

    /**
     * @throws OrbitException ACCESS_DENIED, SOURCE_NOT_FOUND, SOURCE_UNREACHABLE, PARAMETER_INVALID or SCHEMA_MISMATCH:
     *     the query is tried, without rows, before anything else happens
     */
    public static Dataset<Row> read(StepScope scope, MysqlExtract with) {
        MysqlServer server = MysqlServer.of(scope, with.connection(), false);
        Source source = Source.of(Dialect.MYSQL, with);
        List<ReadColumn> columns;
        Ranges.Split split;
        try (Connection connection = server.connect()) {
            columns = columns(connection, source, with);
            Map<String, String> types = new LinkedHashMap<>();
            columns.forEach(column -> types.put(column.name(), column.type()));
            split = Ranges.of(
                    with,
                    new MysqlSplitter(connection, source, types),
                    scope.spark().sparkContext().defaultParallelism());
        } catch (SQLException e) {
            throw server.failure(e);
        }
        server.endSessionsOnCancel(scope);
        scope.info("reads %s in %d part(s)".formatted(server, split.parts()));
        StringJoiner select = new StringJoiner(", ");
        StringJoiner schema = new StringJoiner(", ");
        columns.forEach(column -> {
            select.add(column.select());
            schema.add(column.definition());
        });
        DataFrameReader reader = reader(scope, server, with).option("customSchema", schema.toString());
        Dataset<Row> sent = split.parts() == 1
                ? reader.option("dbtable", source.rows(select.toString())).load()
                : reader.jdbc(
                        server.url(),
                        source.rows(select.add(ReadColumn.quoted(split.column()) + " AS " + MysqlSplitter.RANGE)
                                .toString()),
                        split.conditions(MysqlSplitter.RANGE),
                        new Properties());
        return sent.select(columns.stream().map(ReadColumn::made).toArray(Column[]::new));
    }

    private static DataFrameReader reader(StepScope scope, MysqlServer server, MysqlExtract with) {
        DataFrameReader reader = scope.spark()
                .read()
                .format("jdbc")
                .option("url", server.url())
                .option("driver", MysqlServer.DRIVER)
                .option("sessionInitStatement", server.sessionSql())
                .option("fetchsize", with.fetchSize())
                // The server compares texts by their collation, in which 'a' is often 'A'; Spark does not.
                .option("pushDownPredicate", false);
        server.properties().forEach(reader::option);
        return reader;
    }

    private static List<ReadColumn> columns(Connection connection, Source source, MysqlExtract with)
            throws SQLException {
        String all = with.columns().isEmpty() ? "*" : Dialect.MYSQL.list(with.columns());
        List<ReadColumn> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery(source.select(all) + " LIMIT 0")) {
            for (int at = 1; at <= none.getMetaData().getColumnCount(); at++) {
                columns.add(ReadColumn.of(none.getMetaData(), at, with));
            }
        }
        return columns;
    }
}
