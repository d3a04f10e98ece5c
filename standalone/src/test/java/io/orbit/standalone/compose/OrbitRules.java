package io.orbit.standalone.compose;

import io.orbit.api.ServerSettings;
import io.orbit.api.SettingsReader;
import io.orbit.runner.RunnerEnvironment;
import io.orbit.runner.RunnerSettings;
import io.orbit.schemas.OrbitException;
import io.orbit.standalone.FillVaultCommand;
import io.orbit.standalone.HouseSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What Orbit's own services are told is what the code reads, by the code's own readers. */
final class OrbitRules {
    private static final String OF_THE_SCRIPT = "ORBIT_JAVA_OPTS";
    /** For the last reports, the good-bye and the end of Spark. */
    private static final Duration AFTER_THE_DRAIN = Duration.ofSeconds(30);

    private OrbitRules() {}

    static void check(LocalFiles files, Problems problems) {
        files.services().stream().filter(Service::ours).forEach(service -> {
            contained(service, problems);
            names(service, problems);
        });
        Service runner = files.service("runner");
        try {
            server(files, problems);
            runner(files, runner, problems);
            login(files, runner, problems);
        } catch (OrbitException e) {
            problems.add("the code refuses the environment: " + e.getMessage());
        }
    }

    private static void contained(Service service, Problems problems) {
        for (String field : List.of("read_only", "cap_drop", "security_opt")) {
            problems.unless(service.node().has(field), "%s: has no %s".formatted(service.name(), field));
        }
        // Docker mounts memory without the right to execute, and Kafka's and RocksDB's libraries are unpacked there.
        problems.unless(
                service.list("tmpfs").stream().anyMatch(each -> each.startsWith("/tmp:exec,")),
                service.name() + ": has no /tmp that libraries can be unpacked and loaded from");
    }

    private static void names(Service service, Problems problems) {
        Set<String> known = new TreeSet<>(Set.of(OF_THE_SCRIPT));
        switch (service.name()) {
            case "server" -> known.addAll(SettingsReader.SETTINGS.keySet());
            case "runner" -> known.addAll(RunnerEnvironment.names());
            default -> known.addAll(Set.of("ORBIT_VAULT_ADDR", "ORBIT_VAULT_ALLOW_HTTP"));
        }
        service.environment().keySet().stream()
                .filter(name -> !known.contains(name) && !name.startsWith("ORBIT_KAFKA_"))
                .forEach(name -> problems.add("%s: nothing reads %s".formatted(service.name(), name)));
    }

    private static void server(LocalFiles files, Problems problems) {
        Service server = files.service("server");
        Map<String, String> environment = server.environment(files.filledIn());
        ServerSettings settings = SettingsReader.read(new String[0], environment);
        broker(files, server, settings.control().bootstrap(), problems);
        problems.unless(
                settings.host().equals("0.0.0.0") && server.name().equals(settings.advertised()),
                "server: is not reached by other containers, or not under its own name");
        problems.unless(
                server.name().equals(environment.get("ORBIT_INSTANCE")),
                "server: its instance is named after the container, which changes");
        problems.unless(server.writable(settings.control().stateDir().toString()), "server: may not write its state");
        for (String option : environment.getOrDefault(OF_THE_SCRIPT, "").split(" ", -1)) {
            problems.unless(
                    !option.startsWith("-Dorbit.logs=") || server.writable(option.split("=", 2)[1]),
                    "server: may not write its log");
        }
        problems.unless(
                environment.containsKey(OF_THE_SCRIPT)
                        && environment.get(OF_THE_SCRIPT).contains("-Dorbit.logs="),
                "server: its log goes to the read-only root");
    }

    private static void runner(LocalFiles files, Service runner, Problems problems) {
        Map<String, String> environment = runner.environment(files.filledIn());
        RunnerSettings settings = RunnerEnvironment.read(environment);
        broker(files, runner, settings.bootstrapServers(), problems);
        problems.unless(
                !environment.containsKey("ORBIT_RUNNER_ID"), "runner: with a fixed id there can be one container only");
        problems.unless(
                runner.duration("stop_grace_period")
                                .compareTo(settings.timing().drain().plus(AFTER_THE_DRAIN))
                        >= 0,
                "runner: is killed before it has drained and said good-bye");
        for (String folder : List.of("ORBIT_WORK_DIR", "ORBIT_BASE_DIR", "ORBIT_RUNNER_ALIVE_FILE")) {
            problems.unless(runner.writable(environment.getOrDefault(folder, "")), "runner: may not write " + folder);
        }
        Duration lease = SettingsReader.read(
                        new String[0], files.service("server").environment(files.filledIn()))
                .control()
                .lease();
        problems.unless(lease.equals(settings.timing().lease()), "the leases of server and runner are not the same");
        String health = String.join(" ", runner.health());
        problems.unless(
                health.contains("find " + settings.aliveFile() + " ")
                        && health.contains("'" + lease.toSeconds() + " seconds ago'"),
                "runner: the health check does not look whether %s is younger than the lease"
                        .formatted(settings.aliveFile()));
    }

    private static void broker(LocalFiles files, Service service, String bootstrap, Problems problems) {
        String advertised = files.service("kafka").environment().getOrDefault("KAFKA_ADVERTISED_LISTENERS", "");
        problems.unless(
                advertised.contains("INTERNAL://" + bootstrap + ","),
                "%s: %s is not where Kafka says that containers find it".formatted(service.name(), bootstrap));
    }

    /** What fills Vault and what reads it agree about address, role and file. */
    private static void login(LocalFiles files, Service runner, Problems problems) {
        Service filler = files.service("fill-vault");
        Map<String, String> environment = new TreeMap<>(files.filledIn());
        environment.putAll(filler.environment(files.filledIn()));
        problems.unless(
                HouseSettings.vaultOf(environment) != null && filler.node().has("env_file"),
                "fill-vault: does not get .env and the address of Vault");
        String port = PortRules.listens(files.service("vault")).get(0);
        for (Service service : List.of(filler, runner)) {
            problems.unless(
                    ("http://vault:" + port).equals(service.environment().get("ORBIT_VAULT_ADDR")),
                    service.name() + ": looks for Vault elsewhere");
        }
        List<String> words = filler.list("command");
        ParseResult parsed;
        try {
            parsed = new CommandLine(new FillVaultCommand())
                    .parseArgs(words.subList(1, words.size()).toArray(new String[0]));
        } catch (ParameterException e) {
            problems.add("fill-vault: " + e.getMessage());
            return;
        }
        Map<String, String> login = runner.environment();
        String file = login.getOrDefault("ORBIT_VAULT_SECRET_ID_FILE", "");
        String folder = file.replaceFirst("/[^/]*$", "");
        problems.unless(
                login.getOrDefault("ORBIT_VAULT_ROLE_ID", "").equals(parsed.matchedOptionValue("--role-id", "-")),
                "fill-vault and runner do not mean the same role");
        problems.unless(
                file.equals(String.valueOf(parsed.<Object>matchedOptionValue("--secret-id-file", "-")))
                        && filler.writable(file)
                        && filler.mounts()
                                .getOrDefault(folder, "-")
                                .equals(runner.mounts().get(folder)),
                "fill-vault and runner do not share the file with the secret id");
    }
}
