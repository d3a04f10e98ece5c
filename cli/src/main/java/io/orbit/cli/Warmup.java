package io.orbit.cli;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * Goes through the usual commands once against answers made up here, so that the JVM, which is told to archive at exit
 * every class it has loaded, need not load and verify them again each time. What the commands print is thrown away.
 */
public final class Warmup {
    private static final String RUN = "default.warmup.01J00000000000000000000000";

    /** One answer that suits every question. */
    private static final String ANSWER = """
            {"status":"SUCCEEDED","pipeline":"default.warmup","runId":"%1$s","version":1,"seq":2,"position":"0:1",
             "startedAt":"2026-01-01T00:00:00.000Z","finishedAt":"2026-01-01T00:00:01.000Z","durationMs":1000,
             "definition":{"params":{"n":{"type":"integer"}}},"nextSeq":3,"terminal":true,
             "steps":[{"id":"a","status":"FAILED","attempt":2,"metrics":{"rowsOut":1},"error":{"code":"x","message":"y"},
               "attempts":[{"attempt":1,"status":"FAILED"},{"attempt":2,"status":"FAILED"}]}],
             "items":[{"runId":"%1$s","seq":1,"type":"StepSucceeded","at":"2026-01-01T00:00:00.000Z","step":"a",
               "status":"FAILED","partition":0,"offset":1,"pipeline":"default.warmup","lastRun":{"status":"FAILED"},
               "data":{"step":"a","metrics":[{"name":"rowsOut","value":1}]},"line":"x","failure":{"code":"x"}}]}
            """.formatted(RUN).replace("\n", "");

    private Warmup() {}

    /** @param arguments none are read */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(server), "warmup-server");
            answering.setDaemon(true);
            answering.start();
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Console console = new Console(
                    new Console.Streams(new ByteArrayInputStream(new byte[0]), nowhere, nowhere),
                    new Console.Terminal(false, true, true, 80, 24),
                    Map.of("ORBIT_SERVER", "http://127.0.0.1:" + server.getLocalPort(), "LANG", "C.UTF-8"),
                    Path.of("").toAbsolutePath(),
                    Clock.systemUTC());
            Orbit.run(console, "--help");
            Orbit.run(console, "run", "--help");
            Orbit.run(console, "status");
            Orbit.run(console, "status", RUN);
            Orbit.run(console, "list", "runs", "-o", "json");
            Orbit.run(console, "list");
            Orbit.run(console, "events", RUN);
            Orbit.run(console, "logs", RUN, "--failed");
            Orbit.run(console, "run", "warmup", "-p", "n=1", "--watch");
            Orbit.run(console, "retry", RUN, "--detach");
            Orbit.run(console, "no-such-command");
            validate(console);
        }
        System.exit(0);
    }

    private static void validate(Console console) throws IOException {
        Path definition = Files.createTempFile("warmup", ".json");
        try {
            Files.writeString(
                    definition,
                    "{\"apiVersion\":\"orbit/v1\",\"name\":\"a\",\"steps\":[{\"id\":\"a\",\"method\":\"X.y\"}]}");
            Orbit.run(console, "validate", definition.toString());
        } finally {
            Files.delete(definition);
        }
    }

    private static void answer(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                int length = 0;
                for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
                    if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                        length = Integer.parseInt(line.substring(15).strip());
                    }
                }
                request.skip(length);
                String head =
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ";
                byte[] whole = (head + ANSWER.length() + "\r\n\r\n" + ANSWER).getBytes(StandardCharsets.UTF_8);
                socket.getOutputStream().write(whole);
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
                // One lost connection makes the archive a little smaller, nothing else.
            }
        }
    }
}
