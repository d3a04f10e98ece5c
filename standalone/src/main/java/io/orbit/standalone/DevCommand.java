package io.orbit.standalone;

import io.orbit.standalone.demo.Samples;
import java.io.PrintWriter;
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

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (default: .orbit)")
    private Path data = Path.of(".orbit");

    @Option(names = "--port", paramLabel = "N", description = "HTTP port; 0 for a free one (default: 8080)")
    private int port = 8080;

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
        Path home = Path.of(System.getProperty("orbit.home", "."));
        DataDirectory directory = DataDirectory.open(ephemeral ? null : data);
        House house = start(directory, home);
        Stopping stopping = Stopping.closes(() -> {
            house.close();
            directory.close();
        });
        directory.announce(house.url(), house.bootstrap());
        PrintWriter out = out();
        out.printf("Orbit is up after %.1f s%n", (System.nanoTime() - begun) / 1e9);
        out.printf("  server  %s%n", house.url());
        out.printf("  kafka   %s%n", house.bootstrap());
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

    private House start(DataDirectory directory, Path home) throws InterruptedException {
        HouseSettings settings =
                new HouseSettings(directory.path(), home, port, kafkaPort, slots, HouseSettings.PARTITIONS, plugins);
        boolean started = false;
        try {
            House house = House.start(settings);
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
