package io.orbit.standalone;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real server that speaks S3 and checks signatures; buckets are folders. */
record S3Proxy(Process process, int port, Path buckets) implements AutoCloseable {
    static final String KEY = "AKORBITTESTKEY";
    static final String SECRET = "wJalrXUtnFEMI-K7MDENG-bPxRfiCY";

    private static final Path JAR = Child.HOME.resolve("connectors/target/s3proxy/s3proxy.jar");

    /** On a free port. Started by the thread of the tests, which lasts, so that the kernel ends it with this JVM. */
    static S3Proxy start(Path work) throws IOException {
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
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--pdeathsig",
                        "KILL",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx200m",
                        "-jar",
                        JAR.toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("s3proxy.log").toFile())
                .start();
        S3Proxy started = new S3Proxy(process, port, buckets);
        await("s3proxy listens").atMost(Duration.ofSeconds(60)).until(started::listens);
        return started;
    }

    String endpoint() {
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
    }
}
