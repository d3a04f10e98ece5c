package io.orbit.connectors.s3;

import static org.awaitility.Awaitility.await;

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

/** A real server that speaks S3 and checks signatures; buckets are folders. */
public record S3Proxy(Process process, int port, Path buckets) implements AutoCloseable {
    public static final String KEY = "AKORBITTESTKEY";
    public static final String SECRET = "wJalrXUtnFEMI-K7MDENG-bPxRfiCY";

    private static final Path JAR = Path.of("target/s3proxy/s3proxy.jar").toAbsolutePath();

    /** What the kernel watches is the thread that has started the child, so that one must last. */
    private static final Executor STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "s3proxy-starter");
        thread.setDaemon(true);
        return thread;
    });

    /** On a free port; it ends with this JVM, however that ends. */
    public static S3Proxy start(Path work) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path buckets = Files.createDirectories(work.resolve("buckets"));
        Path settings =
                Files.writeString(work.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(port, KEY, SECRET, buckets));
        List<String> command = List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx200m",
                "-jar",
                JAR.toString(),
                "--properties",
                settings.toString());
        Path log = work.resolve("s3proxy.log");
        Process process = CompletableFuture.supplyAsync(() -> started(command, log), STARTER)
                .join();
        S3Proxy started = new S3Proxy(process, port, buckets);
        await("s3proxy listens").atMost(Duration.ofSeconds(60)).until(started::listens);
        return started;
    }

    private static Process started(List<String> command, Path log) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
