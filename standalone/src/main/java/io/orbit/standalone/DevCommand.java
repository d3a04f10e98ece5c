package io.orbit.standalone;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.standalone.demo.Samples;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code orbit dev}: the whole house in one process, to live in. */
@Command(
        name = "dev",
        aliases = "standalone",
        description = "Runs broker, server and one runner in this process until it is stopped.",
        mixinStandardHelpOptions = true)
public final class DevCommand implements Callable<Integer> {
    private static final long LOOK_MS = 1000;
    private static final int MOST_PORT = 65_535;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (default: .orbit)")
    private Path data = Path.of(".orbit");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "${env:ORBIT_PORT:-8080}",
            description = "HTTP port; 0 for a free one (default: ORBIT_PORT, or 8080)")
    private int port;

    @Option(names = "--kafka-port", paramLabel = "N", description = "Kafka port (default: the last one, or a free one)")
    private int kafkaPort;

    @Option(names = "--ephemeral", description = "Keep nothing: a temporary folder, deleted at the end")
    private boolean ephemeral;

    @Option(names = "--no-samples", description = "Do not apply the pipelines of examples/")
    private boolean noSamples;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Attempts that run at the same time; 0 for no runner in this process (default: 4)")
    private int slots = HouseSettings.SLOTS;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            defaultValue = "${env:ORBIT_PLUGINS}",
            description = "Folder with plug-in jars (default: ORBIT_PLUGINS, or none)")
    private @Nullable Path plugins;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        long begun = System.nanoTime();
        check();
        Path home = Path.of(System.getProperty("orbit.home", "."));
        DataDirectory directory = DataDirectory.open(ephemeral ? null : data);
        House house = start(directory, home);
        PrintWriter out = out();
        Stopping stopping = Stopping.closes(() -> {
            out.println("Stopping: running steps have 30 s to end.");
            out.flush();
            house.close();
            directory.close();
        });
        directory.announce(house.url(), house.bootstrap());
        out.printf("Orbit is up after %.1f s%n", (System.nanoTime() - begun) / 1e9);
        out.printf("  server  %s%n", house.url());
        out.printf("  kafka   %s%n", house.bootstrap());
        out.printf("  vault   %s%n", house.vault());
        out.printf("  data    %s%n", ephemeral ? "none is kept" : directory.path());
        if (!noSamples) {
            Samples.apply(house.url(), home.resolve("examples")).forEach(name -> out.printf("  sample  %s%n", name));
        }
        out.println("Stop it with Ctrl-C.");
        out.flush();
        while (!stopping.await(LOOK_MS)) {
            if (house.failed()) {
                return 1;
            }
        }
        return 0;
    }

    /** What can be said before anything is started. */
    private void check() {
        if (port < 0 || port > MOST_PORT || kafkaPort < 0 || kafkaPort > MOST_PORT || slots < 0) {
            throw usage("--port and --kafka-port are from 0 to %d, --slots is at least 0.".formatted(MOST_PORT));
        }
        boolean named = spec != null && spec.commandLine().getParseResult().hasMatchedOption("--data");
        if (ephemeral && named) {
            throw usage("--ephemeral keeps nothing, and --data says where to keep it. Leave one of them out.");
        }
        if (port > 0) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                probe.setReuseAddress(true);
            } catch (IOException e) {
                throw new OrbitException(
                        ErrorCode.PORT_IN_USE,
                        "Port %d is taken or not ours to use (%s). Stop what listens there, or choose another with --port (or ORBIT_PORT)."
                                .formatted(port, e.getMessage()),
                        e);
            }
        }
    }

    private static OrbitException usage(String why) {
        return new OrbitException(ErrorCode.COMMAND_LINE_INVALID, why);
    }

    private House start(DataDirectory directory, Path home) throws InterruptedException {
        boolean started = false;
        try {
            House house = House.start(new HouseSettings(
                    directory.path(),
                    home,
                    port,
                    kafkaPort,
                    slots,
                    HouseSettings.PARTITIONS,
                    plugins,
                    HouseSettings.vaultOf(System.getenv())));
            started = true;
            return house;
        } finally {
            if (!started) {
                directory.close();
            }
        }
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli did not hand over the command's specification.");
        }
        return spec.commandLine().getOut();
    }
}
