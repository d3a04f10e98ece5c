package io.orbit.cli.command;

import io.orbit.cli.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/**
 * The commands that start a part of Orbit itself. The launch script hands them to the standalone program; they are
 * declared here so that they are listed and completed.
 */
public abstract sealed class HouseCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", hidden = true)
    List<String> arguments = new ArrayList<>();

    @Unmatched
    List<String> options = new ArrayList<>();

    private final String name;

    private HouseCommand(String name) {
        this.name = name;
    }

    @Override
    public Integer call() {
        throw Failure.usage(
                "'orbit %s' is started by the launch script 'orbit' of the distribution, not by this program."
                        .formatted(name));
    }

    /** Everything in one process, with the examples. */
    @Command(
            name = "demo",
            description = "Start everything on free ports, run the examples, show their events; --keep stays up.")
    public static final class Demo extends HouseCommand {
        public Demo() {
            super("demo");
        }
    }

    /** Everything in one process, to live in. */
    @Command(
            name = "dev",
            description = "Start broker, server and runner in one process; data is kept (--data DIR, --port N).")
    public static final class Dev extends HouseCommand {
        public Dev() {
            super("dev");
        }
    }

    /** The server alone. */
    @Command(name = "server", description = "Start a server against existing Kafka brokers.")
    public static final class Server extends HouseCommand {
        public Server() {
            super("server");
        }
    }

    /** A runner alone. */
    @Command(name = "runner", description = "Start a runner against existing Kafka brokers.")
    public static final class Runner extends HouseCommand {
        public Runner() {
            super("runner");
        }
    }

    /** The measurements. */
    @Command(name = "bench", description = "Measure: hop, transition, flow3, flow40, throughput, start, rules.")
    public static final class Bench extends HouseCommand {
        public Bench() {
            super("bench");
        }
    }

    /** Sets up a Vault; rarely typed, so that the help does not list it. */
    @Command(
            name = "fill-vault",
            hidden = true,
            description = "Write the credentials of .env into the Vault at ORBIT_VAULT_ADDR.")
    public static final class FillVault extends HouseCommand {
        public FillVault() {
            super("fill-vault");
        }
    }
}
