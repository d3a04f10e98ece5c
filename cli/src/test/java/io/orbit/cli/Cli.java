package io.orbit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.http.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A machine for one command line: what it is given, and what it wrote. */
final class Cli {
    private final Map<String, String> env = new HashMap<>(Map.of("LANG", "C.UTF-8"));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Console.Terminal terminal = Console.Terminal.NONE;
    private String input = "";
    private Path directory = Path.of("").toAbsolutePath();

    /** Talks to this server. */
    static Cli with(FakeOrbit server) {
        return new Cli().env("ORBIT_SERVER", server.url());
    }

    Cli env(String name, String value) {
        env.put(name, value);
        return this;
    }

    Cli terminal(int columns) {
        terminal = new Console.Terminal(true, true, true, columns, 24);
        return this;
    }

    Cli types(String text) {
        input = text;
        return this;
    }

    Cli in(Path folder) {
        directory = folder;
        return this;
    }

    int run(String... arguments) {
        out.reset();
        err.reset();
        Console console = new Console(
                new Console.Streams(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                terminal,
                env,
                directory,
                Clock.system(ZoneOffset.UTC));
        return Orbit.run(console, arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return out().lines().toList();
    }

    /** What is on stdout, which must be exactly one JSON document. */
    JsonNode json() throws IOException {
        return Json.MAPPER.readTree(out());
    }
}
