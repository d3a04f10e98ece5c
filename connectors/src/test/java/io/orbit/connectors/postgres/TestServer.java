package io.orbit.connectors.postgres;

import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A real server on which user {@code orbit} needs its password, and the credentials for it. */
final class TestServer implements AutoCloseable {
    static final String PASSWORD = "corr3ct-h0rse";
    static final String WRONG_PASSWORD = "b4ttery-st4ple";

    private final EmbeddedPostgres postgres;
    private final TestVault vault;

    private TestServer(EmbeddedPostgres postgres, TestVault vault) {
        this.postgres = postgres;
        this.vault = vault;
    }

    static TestServer start() throws IOException, SQLException {
        String login = "{'username':'orbit','password':'%s'}";
        TestVault vault = TestVault.start()
                .with(
                        "kv/data/pg",
                        "{'right':%s,'wrong':%s}"
                                .formatted(login.formatted(PASSWORD), login.formatted(WRONG_PASSWORD)));
        TestServer server = new TestServer(EmbeddedPostgres.start(), vault);
        server.sql("SET password_encryption = 'scram-sha-256'");
        server.sql("CREATE ROLE orbit LOGIN PASSWORD '" + PASSWORD + "'");
        server.sql("CREATE DATABASE shop OWNER orbit");
        Path hba = Path.of(server.rows("SHOW hba_file").get(0));
        Files.writeString(hba, "host all orbit all scram-sha-256\n" + Files.readString(hba));
        server.sql("SELECT pg_reload_conf()");
        return server;
    }

    EngineSettings settings(Path work) {
        return EngineSettings.in(work).withCredentials(vault.credentials());
    }

    /** JSON of the connections {@code pg} and, with a wrong password, {@code wrong}. */
    String connections() {
        String one =
                "{'type':'postgres','host':'127.0.0.1','port':%d,'database':'shop','credentials':'vault:kv/data/pg#%s'}";
        return "{'pg':%s,'wrong':%s}"
                .formatted(one.formatted(postgres.getPort(), "right"), one.formatted(postgres.getPort(), "wrong"));
    }

    /** As the superuser, in the database that {@link #sql} of the same name uses. */
    Connection shop() throws SQLException {
        return postgres.getDatabase("postgres", "shop").getConnection();
    }

    /** In database {@code shop}, as user orbit. */
    void shop(String sql) throws SQLException {
        try (Connection connection = shop();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE orbit");
            statement.execute(sql);
        }
    }

    /** Rows of a query in {@code shop}, fields joined by a bar. */
    List<String> shopRows(String sql) throws SQLException {
        try (Connection connection = shop()) {
            return rows(connection, sql);
        }
    }

    int port() {
        return postgres.getPort();
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            return rows(connection, sql);
        }
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                StringJoiner fields = new StringJoiner("|");
                for (int at = 1; at <= row.getMetaData().getColumnCount(); at++) {
                    fields.add(row.getString(at));
                }
                rows.add(fields.toString());
            }
            return rows;
        }
    }

    @Override
    public void close() throws IOException {
        vault.close();
        postgres.close();
    }
}
