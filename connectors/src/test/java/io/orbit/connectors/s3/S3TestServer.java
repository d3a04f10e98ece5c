package io.orbit.connectors.s3;

import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real server that speaks S3 and checks signatures, with a front, a bucket {@code lake}, and the credentials for it. */
final class S3TestServer implements AutoCloseable {
    static final String SECRET = S3Proxy.SECRET;
    static final String WRONG = "bm90LXRoZS1zZWNyZXQtYXQtYWxs";
    static final String KEY = S3Proxy.KEY;

    final S3Front front;
    private final S3Proxy server;
    private final TestVault vault;

    private S3TestServer(S3Proxy server) throws IOException {
        this.server = server;
        this.front = new S3Front(server.port());
        String login = "'%s':{'accessKeyId':'%s','secretAccessKey':'%s'}";
        this.vault = TestVault.start()
                .with(
                        "kv/data/s3",
                        "{" + login.formatted("right", KEY, SECRET) + "," + login.formatted("wrong", KEY, WRONG) + "}");
    }

    /** On a free port; it ends with this JVM, however that ends. */
    static S3TestServer start(Path work) throws Exception {
        S3Proxy server = S3Proxy.start(work);
        Files.createDirectories(server.buckets().resolve("lake"));
        return new S3TestServer(server);
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
        return server.buckets().resolve("lake").resolve(key);
    }

    /** Keys of the bucket below a prefix, sorted, without what the server keeps for itself. */
    List<String> keys(String prefix) throws IOException {
        Path bucket = server.buckets().resolve("lake");
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
        server.close();
    }
}
