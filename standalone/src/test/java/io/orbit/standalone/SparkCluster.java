package io.orbit.standalone;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;

/** A Spark cluster of one master and one worker, whose jars are those of Spark's own distribution. */
final class SparkCluster {
    /** On the class path of these tests, but not in the distribution. */
    private static final Pattern OURS = Pattern.compile(
            "(orbit-|delta-|spark-avro|spark-sql-kafka|spark-token-provider|kafka|commons-pool2|postgresql|mariadb|hadoop-aws).*");

    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final int port;
    private final Path work;

    private SparkCluster(int port, Path work) {
        this.port = port;
        this.work = work;
    }

    /** Its processes end with {@link Child#killAll()}. */
    static SparkCluster start(Path folder) throws IOException {
        Path home = Files.createDirectories(folder.resolve("spark"));
        Files.createFile(home.resolve("RELEASE"));
        Path jars = Files.createDirectory(home.resolve("jars"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            String name = jar.getFileName().toString();
            if (name.endsWith(".jar") && !OURS.matcher(name).matches() && !Files.exists(jars.resolve(name))) {
                Files.createSymbolicLink(jars.resolve(name), jar);
            }
        }
        SparkCluster cluster = new SparkCluster(free(), folder.resolve("executors"));
        Map<String, String> environment =
                Map.of("SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.13", "SPARK_LOCAL_IP", HOST);
        String page = Integer.toString(free());
        Child master = Child.start(
                folder.resolve("out"),
                environment,
                Master.class,
                List.of("--host", HOST, "--port", Integer.toString(cluster.port), "--webui-port", page));
        Child worker = Child.start(
                folder.resolve("out"),
                environment,
                Worker.class,
                List.of(
                        "--host",
                        HOST,
                        "--cores",
                        "2",
                        "--memory",
                        "1g",
                        "--webui-port",
                        "0",
                        "--work-dir",
                        cluster.work.toString(),
                        cluster.url()));
        await("worker at %s and %s".formatted(master, worker))
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> workers("http://" + HOST + ":" + page + "/json/") == 1);
        return cluster;
    }

    /** What runners take as their master. */
    String url() {
        return "spark://" + HOST + ":" + port;
    }

    /** How many executors the worker has started so far. */
    long executors() throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            return files.filter(file -> file.endsWith("stderr")).count();
        }
    }

    /** @param state a page of the master */
    private static int workers(String state) throws IOException {
        try (InputStream page = URI.create(state).toURL().openStream()) {
            return new ObjectMapper().readTree(page).path("aliveworkers").asInt();
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
