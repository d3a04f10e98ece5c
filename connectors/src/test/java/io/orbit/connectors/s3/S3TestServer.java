package io.orbit.connectors.s3;

import static org.awaitility.Awaitility.await;

import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A real server that speaks S3 and checks signatures, with a front, a bucket {@code lake}, and the credentials for it. */
final class S3TestServer implements AutoCloseable {
    static final String SECRET = "wJalrXUtnFEMI-K7MDENG-bPxRfiCY";
    static final String WRONG = "bm90LXRoZS1zZWNyZXQtYXQtYWxs";
    static final String KEY = "AKORBITTESTKEY";

    /** What the kernel watches is the thread that has started the child, so that one must last. */
    private static final Executor STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "s3proxy-starter");
        thread.setDaemon(true);
        return thread;
    });

    final S3Front front;
    private final Process server;
    private final Path data;
    private final TestVault vault;

    private S3TestServer(Process server, int port, Path data) throws IOException {
        this.server = server;
        this.data = data;
        this.front = new S3Front(port);
        String login = "'%s':{'accessKeyId':'%s','secretAccessKey':'%s'}";
        this.vault = TestVault.start()
                .with(
                        "kv/data/s3",
                        "{" + login.formatted("right", KEY, SECRET) + "," + login.formatted("wrong", KEY, WRONG) + "}");
    }

    /** On a free port; it ends with this JVM, however that ends. */
    static S3TestServer start(Path work) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path data = Files.createDirectories(work.resolve("s3"));
        Files.createDirectories(data.resolve("lake"));
        Path settings = Files.writeString(work.resolve("s3proxy.properties"), """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=filesystem-nio2
            jclouds.filesystem.basedir=%s
            """.formatted(port, KEY, SECRET, data));
        List<String> command = List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx200m",
                "-jar",
                Path.of("target", "s3proxy", "s3proxy.jar").toAbsolutePath().toString(),
                "--properties",
                settings.toString());
        Process process = CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return new ProcessBuilder(command)
                                        .redirectErrorStream(true)
                                        .redirectOutput(
                                                work.resolve("s3proxy.log").toFile())
                                        .start();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        STARTER)
                .get();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return open.isConnected();
            }
        });
        return new S3TestServer(process, port, data);
    }

    EngineSettings settings(Path work) {
        return EngineSettings.in(work).withCredentials(vault.credentials());
    }

    /** JSON of the connections {@code s3}, {@code wrong}, with a wrong key, and {@code down}, where nobody listens. */
    String connections() {
        String one =
                "'%s':{'type':'s3','endpoint':'http://127.0.0.1:%d','pathStyle':true,'credentials':'vault:kv/data/s3#%s'}";
        return "{" + one.formatted("s3", front.port(), "right") + "," + one.formatted("wrong", front.port(), "wrong")
                + "," + one.formatted("down", 9, "right") + ",'pg':{'type':'postgres'}}";
    }

    /** A file of bucket {@code lake}, as the server keeps it. */
    Path file(String key) {
        return data.resolve("lake").resolve(key);
    }

    /** Keys of the bucket below a prefix, sorted, without what the server keeps for itself. */
    List<String> keys(String prefix) throws IOException {
        Path bucket = data.resolve("lake");
        try (Stream<Path> files = Files.walk(bucket)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .filter(key -> key.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    /** Parts and notes of uploads that are neither completed nor aborted. */
    List<String> openUploads() throws IOException {
        return keys("").stream().filter(key -> key.contains(".mpus-")).toList();
    }

    @Override
    public void close() throws IOException {
        front.close();
        vault.close();
        server.destroy();
        server.onExit().join();
    }
}
