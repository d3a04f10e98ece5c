package io.orbit.standalone.bench;

import io.orbit.standalone.Main;
import io.orbit.standalone.broker.EmbeddedKafka;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Parts of Orbit as processes of their own, with the heaps that the launch script gives: time to ready, and memory. */
final class StartUp {
    private static final String HOUSE_HEAP = "-Xmx2g";
    private static final String SERVER_HEAP = "-Xmx512m";
    private static final String REST = "resident " + Child.REST_SECONDS + " s after it is ready, without Spark";
    private static final String BROKER = "a JVM that starts nothing but the broker";

    private StartUp() {}

    static List<Figure> measure(int times) throws IOException, InterruptedException {
        Samples up = new Samples();
        double house = 0;
        List<String> dev = List.of("dev", "--ephemeral", "--port", "0", "--no-samples");
        for (int i = 0; i < times; i++) {
            try (Child child = new Child(HOUSE_HEAP, Main.class, dev)) {
                up.add(child.says("Orbit is up"));
                house = Math.max(house, child.restingMb());
            }
        }
        try (Child broker = new Child(HOUSE_HEAP, BrokerOnly.class, List.of())) {
            double floor = broker.says(BrokerOnly.READY) / 1e6;
            double floorMb = broker.restingMb();
            return List.of(
                    Figure.median("start", up, floor)
                            .with("is", "process start until ready, median")
                            .with("floorIs", BROKER),
                    new Figure("memory-house", house, "MB", floorMb, null, Map.of())
                            .with("is", REST)
                            .with("floorIs", BROKER),
                    new Figure("memory-server", serverAloneMb(), "MB", floorMb, null, Map.of())
                            .with("is", REST + ", no broker in it")
                            .with("floorIs", BROKER));
        }
    }

    private static double serverAloneMb() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("orbit-bench-server");
        int port = freePort();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(home.resolve("kafka"), 0)) {
            List<String> flags = List.of(
                    "server",
                    "--bootstrap-servers",
                    kafka.bootstrapServers(),
                    "--port",
                    Integer.toString(port),
                    "--state-dir",
                    home.resolve("state").toString());
            try (Child server = new Child(SERVER_HEAP, Main.class, flags)) {
                awaitReady(server, URI.create("http://127.0.0.1:" + port + "/ready"));
                return server.restingMb();
            }
        } finally {
            BenchHouse.delete(home);
        }
    }

    private static void awaitReady(Child server, URI ready) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        while (server.alive()) {
            try {
                var answer = client.send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet; a process that has died ends the loop.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        throw new IllegalStateException("The server ended before it was ready.");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
