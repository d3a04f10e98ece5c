package io.orbit.api;

import io.orbit.schemas.OrbitException;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.schemas.pipeline.PluginFolder;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server as a process of its own. Exit codes: 0 after a stop from outside, 1 when it cannot start or go on. */
public final class ServerMain {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration EVER = Duration.ofDays(3650);

    private ServerMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        int code = run(arguments, System.getenv(), System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs until the process is told to stop, or something goes wrong that will not pass. */
    static int run(String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            help(out);
            return 0;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            ServerSettings settings = SettingsReader.read(arguments, environment);
            ClassLoader methods = PluginFolder.loader(settings.plugins(), ServerMain.class.getClassLoader());
            OrbitServer server = OrbitServer.start(settings, MethodCatalog.load(methods));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, stopped), "orbit-server-stop"));
            out.println("Orbit server at " + server.uri() + ", not ready yet");
            return serve(server, stopped, out);
        } catch (OrbitException e) {
            if (stopped.getCount() == 0) {
                return 0;
            }
            e.line().lines().forEach(line -> err.println("error: " + line));
            return 1;
        }
    }

    private static void stop(OrbitServer server, CountDownLatch stopped) {
        stopped.countDown();
        server.close();
    }

    private static int serve(OrbitServer server, CountDownLatch stopped, PrintStream out) throws InterruptedException {
        var unused = server.awaitOpen(EVER);
        boolean told = false;
        while (!stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            if (server.failed()) {
                return 1;
            }
            if (!told && server.ready()) {
                out.println("Ready at " + server.uri());
                told = true;
            }
        }
        return 0;
    }

    private static void help(PrintStream out) {
        out.println("Starts an Orbit server. Settings come from the environment or from flags:");
        SettingsReader.SETTINGS.forEach(
                (name, meaning) -> out.printf("  %-26s %-24s %s%n", name, SettingsReader.flag(name), meaning));
        out.println("  ORBIT_KAFKA_<NAME>                                  any setting of Kafka's clients");
    }
}
